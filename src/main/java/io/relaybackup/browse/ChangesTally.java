package io.relaybackup.browse;

import io.relaybackup.browse.Changes.Change;
import io.relaybackup.browse.Changes.Counts;
import io.relaybackup.browse.Changes.Kind;
import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.TreeDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts all differences and lists the first. One thread. */
final class ChangesTally implements TreeDiff.Listener {

    private final String backup;
    private final int limit;
    private final List<Change> listed = new ArrayList<>();
    private boolean truncated;
    private Counts added = new Counts(0, 0);
    private Counts changed = added;
    private Counts removed = added;
    private Counts unchanged = added;

    ChangesTally(String backup, int limit) {
        this.backup = backup;
        this.limit = limit;
    }

    @Override
    public void accept(Difference difference) {
        Entry entry = difference.entry();
        switch (difference.kind()) {
            case ADDED -> {
                added = added.plus(entry.size());
                list(Kind.ADDED, difference);
            }
            case REMOVED -> {
                removed = removed.plus(entry.size());
                list(Kind.REMOVED, difference);
            }
            case CONTENT_CHANGED -> {
                changed = changed.plus(entry.size());
                list(Kind.CHANGED, difference);
            }
            case METADATA_CHANGED -> {
                // A directory's time changes with every entry in it, which is listed itself.
                if (!entry.isDirectory()) {
                    changed = changed.plus(entry.size());
                    list(Kind.CHANGED, difference);
                }
            }
            case UNCHANGED -> {
                if (entry.isFile()) {
                    unchanged = unchanged.plus(entry.size());
                }
            }
        }
    }

    private void list(Kind kind, Difference difference) {
        if (listed.size() == limit) {
            truncated = true;
            return;
        }
        Entry entry = difference.entry();
        listed.add(new Change(
                difference.path().toString(),
                kind,
                entry.type(),
                difference.kind() != Difference.Kind.METADATA_CHANGED,
                size(difference.before()),
                size(difference.after()),
                kind == Kind.REMOVED
                        ? null
                        : "/backups/" + backup + "/files/" + difference.path().percentEncoded()));
    }

    private static @Nullable Long size(@Nullable Entry entry) {
        return entry == null || !entry.isFile() ? null : entry.size();
    }

    Changes result(String since, List<String> notCompared) {
        return new Changes(backup, since, added, changed, removed, unchanged, listed, truncated, notCompared);
    }
}
