package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Some successive steps of the walk over a tree, which one worker takes together. */
final class DraftBatch {

    /** Enough to be worth a hand-over, few enough to keep all workers busy. */
    private static final int MOST_STEPS = 256;

    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private static final Set<String> REFUSALS_OF_NAMES = Set.of("ENAMETOOLONG", "EINVAL", "EILSEQ");

    private final List<Step> steps = new ArrayList<>();

    private long bytes;

    /** One line of the record to be. */
    sealed interface Step {}

    /** A directory's children begin. */
    record Begin(TreePath directory) implements Step {}

    /** An entry is to be taken, and what became of it. */
    static final class Take implements Step {

        private final Entry entry;

        private final @Nullable Entry previous;

        /** Completed when this is a file with more names, for those; they must not wait for ever. */
        private final @Nullable CompletableFuture<Take> settling;

        private final @Nullable CompletableFuture<Take> firstName;

        private @Nullable Entry taken;

        private ChangeClass change = ChangeClass.NEW;

        private long addedBytes;

        private @Nullable IOException failure;

        private @Nullable String leftOut;

        /**
         * An entry of the tree.
         *
         * @param previous of the backup before, under the same name
         * @param settling to be completed with this, when others wait for it
         * @param firstName of the same inode, when this is not the first
         */
        Take(
                Entry entry,
                @Nullable Entry previous,
                @Nullable CompletableFuture<Take> settling,
                @Nullable CompletableFuture<Take> firstName) {
            this.entry = entry;
            this.previous = previous;
            this.settling = settling;
            this.firstName = firstName;
        }

        Entry entry() {
            return entry;
        }

        @Nullable
        Entry previous() {
            return previous;
        }

        @Nullable
        CompletableFuture<Take> firstName() {
            return firstName;
        }

        @Nullable
        Entry taken() {
            return taken;
        }

        @Nullable
        IOException failure() {
            return failure;
        }

        @Nullable
        String leftOut() {
            return leftOut;
        }

        ChangeClass change() {
            return change;
        }

        long addedBytes() {
            return addedBytes;
        }

        /** How a file that had to be read compares with the one before. */
        ChangeClass changeWhenRead() {
            return previous != null && previous.isFile() ? ChangeClass.CHANGED : ChangeClass.NEW;
        }

        void taken(Entry result, ChangeClass how, long added) {
            taken = result;
            change = how;
            addedBytes = added;
            settle();
        }

        void leftOut(String why) {
            leftOut = why;
            settle();
        }

        void failed(IOException reason) {
            failure = reason;
            settle();
        }

        /**
         * Fails this alone where the store's file system refuses its name, as one that is longer with the store's
         * folder before it, or has a character that there may not be.
         *
         * @throws IOException the reason, when it is another and concerns all
         */
        void refused(IOException reason) throws IOException {
            if (!REFUSALS_OF_NAMES.contains(ErrorCode.of(reason))) {
                throw reason;
            }
            failed(reason);
        }

        boolean hasFailed() {
            return failure != null;
        }

        /** Lets go those that wait, whatever came of it. */
        void settle() {
            if (settling != null) {
                settling.complete(this);
            }
        }
    }

    void add(Step step) {
        steps.add(step);
        if (step instanceof Take take) {
            bytes += take.entry().size();
        }
    }

    boolean isFull() {
        return steps.size() >= MOST_STEPS || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    List<Take> takes() {
        List<Take> takes = new ArrayList<>(steps.size());
        for (Step step : steps) {
            if (step instanceof Take take) {
                takes.add(take);
            }
        }
        return takes;
    }

    List<Step> steps() {
        return steps;
    }
}
