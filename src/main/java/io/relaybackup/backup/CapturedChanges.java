package io.relaybackup.backup;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that a capture found new or changed, by component: all are counted, the first are listed. */
public final class CapturedChanges {

    /** Of one component and class. */
    private static final int LISTED = 2000;

    private final Map<String, Files> changed = new HashMap<>();
    private final Map<String, Files> added = new HashMap<>();

    /**
     * Files of one component.
     *
     * @param listed the first of them
     */
    public record Files(long count, List<Entry> listed) {

        static final Files NONE = new Files(0, List.of());

        public Files {
            listed = List.copyOf(listed);
        }
    }

    /** Files of one component while they are met. */
    static final class Found {

        private final List<Entry> listed = new ArrayList<>();
        private long count;

        void add(Entry file) {
            count++;
            if (listed.size() < LISTED) {
                listed.add(file);
            }
        }

        Files files() {
            return new Files(count, listed);
        }
    }

    CapturedChanges(Map<String, Map<ChangeClass, Found>> found) {
        found.forEach((component, byClass) -> {
            changed.put(
                    component,
                    byClass.getOrDefault(ChangeClass.CHANGED, new Found()).files());
            added.put(
                    component,
                    byClass.getOrDefault(ChangeClass.NEW, new Found()).files());
        });
    }

    /** Those that were there before and are not known to be the same. */
    public Files changed(String component) {
        return changed.getOrDefault(component, Files.NONE);
    }

    /** Those that were not there before. */
    public Files added(String component) {
        return added.getOrDefault(component, Files.NONE);
    }
}
