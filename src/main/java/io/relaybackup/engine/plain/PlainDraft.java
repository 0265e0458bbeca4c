package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.NotesJson;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A backup in the making, in {@code .partial/<id>}, which committing renames to its place. */
final class PlainDraft implements BackupDraft {

    private final BackupId id;

    private final StoreFolder folder;

    private final Partials.Work work;

    private final PlainSettings settings;

    private final Consumer<StoredBackup> onCommit;

    private @Nullable DraftRecords records;

    private boolean whole;

    private boolean committed;

    /**
     * A draft whose place is an empty folder.
     *
     * @param onCommit told once, when the backup has become visible
     */
    PlainDraft(
            BackupId id,
            StoreFolder folder,
            Partials.Work work,
            PlainSettings settings,
            Consumer<StoredBackup> onCommit) {
        this.id = id;
        this.folder = folder;
        this.work = work;
        this.settings = settings;
        this.onCommit = onCommit;
    }

    @Override
    public void write(FileTree tree, @Nullable BackupId previous, Listener listener, Progress progress)
            throws IOException {
        if (records != null) {
            throw new IllegalStateException("a draft is written once");
        }
        DraftRecords made = DraftRecords.create(work.place(), tree.root());
        records = made;
        if (previous == null) {
            write(tree, null, made, listener, new Stoppable(progress));
        } else {
            try (PreviousEntries before = PreviousEntries.open(folder.existing(previous))) {
                write(tree, before, made, listener, new Stoppable(progress));
            }
        }
        whole = true;
    }

    private void write(
            FileTree tree, @Nullable PreviousEntries before, DraftRecords made, Listener listener, Stoppable progress)
            throws IOException {
        try (Writeback writeback = new Writeback()) {
            DraftWorker worker = new DraftWorker(
                    tree,
                    work.place(),
                    before == null ? null : before.folder(),
                    settings.linker(),
                    writeback,
                    listener,
                    progress);
            try (DraftWriting writing = new DraftWriting(worker, made, progress, settings.workers())) {
                new DraftWalk(tree, work.place(), before, writing).run();
                writing.finish();
            }
            writeback.await();
        }
    }

    @Override
    public StoredBackup commit(Manifest manifest, Notes notes) throws IOException {
        DraftRecords made = records;
        if (made == null || !whole || committed) {
            throw new IllegalStateException("only a draft that was written whole is committed, and once");
        }
        byte[] json = ManifestJson.write(manifest);
        made.finish(json, notes);
        settings.durability().force(work.place());
        Path place = folder.backup(id);
        if (Look.exists(place)) {
            throw new FileAlreadyExistsException(place.toString());
        }
        folder.checkPresent();
        Files.move(work.place(), place, StandardCopyOption.ATOMIC_MOVE);
        try {
            PrivateFiles.forceDirectory(folder.path());
        } catch (IOException e) {
            takeBack(place, e);
            throw e;
        }
        committed = true;
        StoredBackup stored =
                new StoredBackup(id, ManifestJson.read(json), NotesJson.read(NotesJson.write(notes)), false);
        onCommit.accept(stored);
        return stored;
    }

    /** Where that cannot be either, it stays, whole: nobody was told that it would outlive a loss of power. */
    private void takeBack(Path place, IOException reason) {
        try {
            Files.move(place, work.place(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (work) {
            if (records != null) {
                records.close();
            }
        }
    }
}
