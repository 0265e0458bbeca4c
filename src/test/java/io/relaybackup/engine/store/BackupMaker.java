package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes backups of trees without the service around it. */
public final class BackupMaker {

    private static final Instant FIRST = Instant.parse("2026-11-23T03:00:00.000Z");

    private BackupMaker() {}

    /** The id of the n-th backup, one a day. */
    public static BackupId id(int number) {
        return BackupId.at(FIRST.plusSeconds(86_400L * number));
    }

    /** Makes and commits a backup. */
    public static StoredBackup make(
            BackupStore store, BackupId id, FileTree tree, @Nullable BackupId previous, BackupDraft.Listener listener)
            throws IOException {
        try (BackupDraft draft = store.begin(id)) {
            draft.write(tree, previous, listener, Progress.NONE);
            return draft.commit(manifest(id), Notes.NONE);
        }
    }

    /** Of a folder as it is now. */
    public static StoredBackup make(BackupStore store, BackupId id, LiveFolder folder, @Nullable BackupId previous)
            throws IOException {
        try (FileTree tree = folder.tree()) {
            return make(store, id, tree, previous, new RecordingListener());
        }
    }

    public static Manifest manifest(BackupId id) {
        Instant time = id.time();
        return new Manifest(
                time,
                "/backups/" + id,
                "/project",
                "/project/data",
                List.of(),
                Manifest.Summary.of(List.of()),
                id,
                BackupStatus.COMPLETE,
                "host",
                "test",
                Trigger.API,
                time,
                time.plusSeconds(1),
                List.of("all"));
    }
}
