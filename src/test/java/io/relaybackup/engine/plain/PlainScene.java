package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data directory and a plain store beside each other. */
final class PlainScene implements AutoCloseable {

    private final Path folder;

    private final LiveFolder live;

    private PlainStore store;

    PlainScene(Path folder) throws IOException {
        this(folder, PlainSettings.defaults());
    }

    PlainScene(Path folder, PlainSettings settings) throws IOException {
        this.folder = folder;
        this.live = new LiveFolder(Files.createDirectory(folder.resolve("data")));
        this.store = PlainStore.open(backups(), "here", LiveFolder.CLOCK, settings);
    }

    LiveFolder live() {
        return live;
    }

    PlainStore store() {
        return store;
    }

    Path backups() {
        return folder.resolve("backups");
    }

    Path backup(int number) {
        return backups().resolve(BackupMaker.id(number).value());
    }

    /** Closes the store and opens it again. */
    PlainStore reopen() throws IOException {
        store.close();
        store = PlainStore.open(backups(), "here", LiveFolder.CLOCK);
        return store;
    }

    /** Makes the first backup, or the next upon the one before. */
    RecordingListener make(int number) throws IOException {
        return make(number, number == 1 ? null : BackupMaker.id(number - 1));
    }

    RecordingListener make(int number, @Nullable BackupId previous) throws IOException {
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = live.tree()) {
            BackupMaker.make(store, BackupMaker.id(number), tree, previous, listener);
        }
        return listener;
    }

    /** Writes a backup and leaves it uncommitted and unclosed, as a crash does. */
    void crash(int number) throws IOException {
        try (FileTree tree = live.tree()) {
            BackupDraft draft = store.begin(BackupMaker.id(number));
            draft.write(tree, null, new RecordingListener(), Progress.NONE);
        }
    }

    List<Damage> damages(int number, VerifyLevel level) throws IOException {
        VerifyReport report = store.verify(BackupMaker.id(number), level, Progress.NONE);
        return report.damages();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
