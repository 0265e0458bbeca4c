package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one component differs from a good backup of it: files that went, came and changed, counted exactly and listed up
 * to a limit. What is rotated does not count as gone.
 */
final class ComponentChanges {

    private static final int LISTED = 20_000;

    private final Limits limits;
    private final NavigableMap<String, Entry> added = new TreeMap<>();
    private final List<Entry> removedFiles = new ArrayList<>();
    private final List<Pair> changedFiles = new ArrayList<>();
    private long removed;
    private long changed;
    private long rotatedBefore;
    private long rotatedAfter;

    private final boolean walked;

    private ComponentChanges(Limits limits, boolean walked) {
        this.limits = limits;
        this.walked = walked;
    }

    /** As a capture tells them, which does not know what went. */
    static ComponentChanges captured(Limits limits) {
        return new ComponentChanges(limits, false);
    }

    /** As the walk over both trees tells them. */
    static ComponentChanges walked(Limits limits) {
        return new ComponentChanges(limits, true);
    }

    /**
     * A file of the good backup and what stands for it now.
     *
     * @param before null where it is still to be looked up, at the same path
     */
    record Pair(@Nullable Entry before, Entry after) {}

    void accept(Difference difference) {
        Entry entry = difference.entry();
        if (!entry.isFile()) {
            return;
        }
        boolean rotated = limits.isRotated(entry.path());
        Entry before = difference.before();
        Entry after = difference.after();
        if (rotated) {
            rotatedBefore += before == null ? 0 : before.size();
            rotatedAfter += after == null ? 0 : after.size();
        }
        switch (difference.kind()) {
            case ADDED -> {
                if (added.size() < LISTED) {
                    added.put(entry.path().percentEncoded(), entry);
                }
            }
            case REMOVED -> {
                if (!rotated) {
                    removed++;
                    list(removedFiles, entry);
                }
            }
            case CONTENT_CHANGED -> {
                if (after != null) {
                    change(new Pair(before, after));
                }
            }
            case METADATA_CHANGED, UNCHANGED -> {}
        }
    }

    /** A file that was met while the source was captured. */
    void change(Pair pair) {
        changed++;
        list(changedFiles, pair);
    }

    private static <T> void list(List<T> list, T element) {
        if (list.size() < LISTED) {
            list.add(element);
        }
    }

    /** More changed files than are listed. */
    void countChanged(long more) {
        changed += more;
    }

    /** Whether both trees were walked, so that it is known what went. */
    boolean isWalked() {
        return walked;
    }

    long changed() {
        return changed;
    }

    List<Pair> changedFiles() {
        return changedFiles;
    }

    /** Files that went, without those whose like came elsewhere: of the same size and time. */
    long removed() {
        return removed - (removedFiles.size() - gone().size());
    }

    /** Those of them that are listed. */
    List<Entry> gone() {
        Map<String, Integer> arrived = new HashMap<>();
        added.values().forEach(entry -> arrived.merge(likeness(entry), 1, Integer::sum));
        List<Entry> gone = new ArrayList<>();
        for (Entry entry : removedFiles) {
            if (arrived.merge(likeness(entry), -1, Integer::sum) < 0) {
                gone.add(entry);
            }
        }
        return gone;
    }

    /** Files that came, as far as they are listed. */
    Collection<Entry> arrived() {
        return added.values();
    }

    /** A renamed file keeps its size and time. */
    private static String likeness(Entry entry) {
        return entry.size() + " " + entry.metadata().modified();
    }

    /**
     * Files that went where one of the same name with something behind it came: {@code a.txt}, {@code a.txt.locked}.
     */
    List<Pair> renamed() {
        List<Pair> pairs = new ArrayList<>();
        for (Entry entry : removedFiles) {
            String prefix = entry.path().percentEncoded() + ".";
            Map.Entry<String, Entry> next = added.ceilingEntry(prefix);
            if (next != null && next.getKey().startsWith(prefix)) {
                pairs.add(new Pair(entry, next.getValue()));
            }
        }
        return pairs;
    }

    /** Bytes of the good backup's files that are rotated and different now. */
    long rotatedBefore() {
        return rotatedBefore;
    }

    /** Bytes of the files that stand for them. */
    long rotatedAfter() {
        return rotatedAfter;
    }
}
