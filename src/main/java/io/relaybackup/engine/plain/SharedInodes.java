package io.relaybackup.engine.plain;

import io.relaybackup.engine.plain.DraftBatch.Take;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.SourceStamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the hard links of a tree: the first name that is met of a file is taken, all others wait for it. Forgets a
 * file when as many names have been met as it has. One thread.
 */
final class SharedInodes {

    private final Map<Inode, FirstName> met = new HashMap<>();

    private record Inode(long device, long number) {}

    /** The first name, and how many more there can be. */
    private static final class FirstName {

        private final CompletableFuture<Take> settling = new CompletableFuture<>();

        private long missing;

        private FirstName(long missing) {
            this.missing = missing;
        }
    }

    boolean isShared(Entry entry) {
        SourceStamp stamp = entry.stamp();
        return entry.isFile() && stamp != null && stamp.links() > 1;
    }

    /** For an entry that {@link #isShared}. */
    Take take(Entry entry, @Nullable Entry before) {
        SourceStamp stamp = Objects.requireNonNull(entry.stamp());
        Inode inode = new Inode(stamp.device(), stamp.inode());
        FirstName first = met.get(inode);
        if (first == null) {
            FirstName made = new FirstName(stamp.links() - 1);
            met.put(inode, made);
            return new Take(entry, before, made.settling, null);
        }
        first.missing--;
        if (first.missing == 0) {
            met.remove(inode);
        }
        return new Take(entry, before, null, first.settling);
    }
}
