package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.plain.DraftBatch.Begin;
import io.relaybackup.engine.plain.DraftBatch.Step;
import io.relaybackup.engine.plain.DraftBatch.Take;
import io.relaybackup.engine.plain.FileLinks.Outcome;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of a tree's entries into a draft: links what has not changed, reads the rest, and spells the record.
 * Its directories are there already. Used by several threads at once.
 */
final class DraftWorker {

    private final FileTree tree;

    private final Path folder;

    private final @Nullable Path previous;

    private final FileLinks links;

    private final Writeback writeback;

    private final BackupDraft.Listener listener;

    private final Progress progress;

    /**
     * What all batches of a draft share.
     *
     * @param previous the folder of the backup before
     */
    DraftWorker(
            FileTree tree,
            Path folder,
            @Nullable Path previous,
            Linker linker,
            Writeback writeback,
            BackupDraft.Listener listener,
            Progress progress) {
        this.tree = tree;
        this.folder = folder;
        this.previous = previous;
        this.links = new FileLinks(linker, writeback, progress);
        this.writeback = writeback;
        this.listener = listener;
        this.progress = progress;
    }

    /** Takes all of a batch; returns its part of the record. */
    EntriesBlock take(DraftBatch batch) throws IOException {
        List<Take> takes = batch.takes();
        try {
            takeFirstNames(takes);
            takeFurtherNames(takes);
            return spell(batch);
        } finally {
            takes.forEach(Take::settle);
        }
    }

    private void takeFirstNames(List<Take> takes) throws IOException {
        try (FileCopies copies = new FileCopies()) {
            for (Take take : takes) {
                if (take.firstName() == null && !take.hasFailed() && !isTaken(take)) {
                    copies.expect(take, copy(take));
                }
            }
            copies.readFrom(tree);
        }
    }

    /** Last, as other workers may have to come first. */
    private void takeFurtherNames(List<Take> takes) throws IOException {
        try (FileCopies copies = new FileCopies()) {
            for (Take take : takes) {
                if (take.firstName() != null
                        && !isLinkedToFirst(take, take.firstName().join())) {
                    copies.expect(take, copy(take));
                }
            }
            copies.readFrom(tree);
        }
    }

    private FileCopy copy(Take take) {
        return new FileCopy(place(folder, take.entry()), writeback, progress);
    }

    /** False for a file that must be read. */
    private boolean isTaken(Take take) throws IOException {
        progress.checkCancelled();
        Entry entry = take.entry();
        switch (entry.type()) {
            case FILE -> {
                return isLinked(take);
            }
            case DIRECTORY -> take.taken(entry, ChangeClass.NEW, 0);
            case SYMLINK -> {
                RawText target = entry.linkTarget();
                try {
                    RawPaths.createLink(place(folder, entry), target == null ? RawText.EMPTY : target);
                } catch (IOException e) {
                    take.refused(e);
                    return true;
                }
                take.taken(entry, ChangeClass.NEW, 0);
            }
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE ->
                take.leftOut("left out, as it is a "
                        + entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return true;
    }

    private boolean isLinked(Take take) throws IOException {
        Entry before = take.previous();
        if (before == null || previous == null) {
            return false;
        }
        Entry same = unchanged(take.entry(), before);
        if (same == null) {
            return false;
        }
        Outcome outcome = links.take(
                place(folder, same),
                place(previous, same),
                same,
                before.metadata().modified());
        if (outcome == Outcome.MISSING) {
            return false;
        }
        if (outcome == Outcome.LINKED) {
            progress.advance(0, same.size());
        }
        take.taken(same, ChangeClass.UNCHANGED, outcome == Outcome.LINKED ? 0 : same.size());
        return true;
    }

    /** The entry with what was recorded of it before, or null when it may have changed. */
    private static @Nullable Entry unchanged(Entry now, Entry before) {
        ContentId id = before.contentId();
        if (!before.isFile() || id == null) {
            return null;
        }
        ContentId own = now.contentId();
        if (own != null && own.isSha256()) {
            return own.equals(id) && now.size() == before.size() ? now : null;
        }
        SourceStamp stamp = now.stamp();
        SourceStamp then = before.stamp();
        if (stamp == null || then == null || !then.provesUnchanged(stamp)) {
            return null;
        }
        // Extended attributes come with the content, and have not changed when the ctime has not.
        Metadata metadata = now.metadata();
        Metadata whole = new Metadata(
                metadata.mode(),
                metadata.uid(),
                metadata.gid(),
                metadata.modified(),
                before.metadata().extended());
        SourceStamp settled = new SourceStamp(
                stamp.size(), stamp.modified(), stamp.changed(), stamp.device(), stamp.inode(), stamp.links(), true);
        return new Entry(now.path(), now.type(), before.size(), whole, null, id, settled);
    }

    /** False when what was taken under the first name is not this file after all. */
    private boolean isLinkedToFirst(Take take, Take first) throws IOException {
        progress.checkCancelled();
        Entry taken = first.taken();
        if (taken == null || !taken.isHardLinkOf(take.entry())) {
            return false;
        }
        Entry entry = taken.withPath(take.entry().path());
        Outcome outcome;
        try {
            outcome = links.take(
                    place(folder, entry),
                    place(folder, taken),
                    entry,
                    taken.metadata().modified());
        } catch (IOException e) {
            take.refused(e);
            return true;
        }
        if (outcome == Outcome.MISSING) {
            return false;
        }
        boolean linked = outcome == Outcome.LINKED;
        if (linked) {
            progress.advance(0, entry.size());
        }
        ChangeClass change = first.change() == ChangeClass.UNCHANGED ? ChangeClass.UNCHANGED : take.changeWhenRead();
        take.taken(entry, change, linked ? 0 : entry.size());
        return true;
    }

    private EntriesBlock spell(DraftBatch batch) {
        EntriesBlock block = new EntriesBlock();
        for (Step step : batch.steps()) {
            if (step instanceof Begin begin) {
                block.directory(begin.directory());
            } else if (step instanceof Take take) {
                spell(take, block);
            }
        }
        return block;
    }

    private void spell(Take take, EntriesBlock block) {
        Entry taken = take.taken();
        if (taken != null) {
            block.entry(taken, Totals.of(taken, take.change(), take.addedBytes()));
            listener.written(taken, take.change(), take.addedBytes());
            progress.advance(taken.isFile() ? 1 : 0, 0);
            return;
        }
        String leftOut = take.leftOut();
        if (leftOut != null) {
            listener.leftOut(take.entry(), leftOut);
            return;
        }
        IOException reason = take.failure();
        listener.failed(take.entry(), reason == null ? new IOException("it was not read") : reason);
    }

    private static Path place(Path folder, Entry entry) {
        return RawPaths.resolve(folder, entry.path());
    }
}
