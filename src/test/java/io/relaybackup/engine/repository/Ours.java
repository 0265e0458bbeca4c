package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SelectedTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What we do with a repository in a directory, as short as what {@link Restic} does with it. */
final class Ours {

    static final String PASSWORD = "gehe\u00efm";

    private static final int MIB = 1024 * 1024;

    private static final Set<EntryType> SPECIAL =
            Set.of(EntryType.FIFO, EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE);

    private Ours() {}

    /** Opens it as it is, or makes it; the caller closes it. */
    static RepositoryStore open(Path repository, Path memory) throws IOException {
        return open(LocalStorage.open(repository), PASSWORD, memory);
    }

    static RepositoryStore open(Storage storage, String password, Path memory) throws IOException {
        return open(storage, password, memory, Duration.ZERO);
    }

    /** @param patience with others' locks */
    static RepositoryStore open(Storage storage, String password, Path memory, Duration patience) throws IOException {
        RepositoryOptions usual = RepositoryStoreTest.options(memory);
        return RepositoryStore.open(
                storage,
                password.getBytes(StandardCharsets.UTF_8),
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                new RepositoryOptions(
                        usual.host(),
                        usual.systemHost(),
                        usual.username(),
                        usual.program(),
                        Owners.read(Path.of("/etc/passwd"), Path.of("/etc/group")),
                        ZoneId.systemDefault(),
                        4 * MIB,
                        usual.compression(),
                        usual.threads(),
                        patience,
                        usual.memory()),
                () -> new long[] {-1, -1},
                Clock.systemUTC());
    }

    /** A folder with its fifos and devices, as the service reads the source. */
    static DirectoryTree tree(Path folder) throws IOException {
        CaptureSettings settings = CaptureSettings.defaults().withSpecial(SPECIAL);
        return DirectoryTree.open(folder, CaptureRules.EVERYTHING, settings, problem -> {}, LiveFolder.CLOCK);
    }

    /**
     * Makes and commits a backup.
     *
     * @throws AssertionError when something was not taken
     */
    static StoredBackup backUp(RepositoryStore store, BackupId id, Path folder, @Nullable BackupId previous)
            throws IOException {
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = tree(folder)) {
            StoredBackup backup = BackupMaker.make(store, id, tree, previous, listener);
            if (!listener.failures().isEmpty()) {
                throw new AssertionError(listener.failures().toString());
            }
            return backup;
        }
    }

    /**
     * Restores a backup whole, or what is below a path of it.
     *
     * @param target absent
     */
    static void restore(RepositoryStore store, BackupId id, Path target, Consumer<TreeProblem> notices)
            throws IOException {
        try (FileTree tree = store.open(id)) {
            DirectorySink.as(target, 2, notices).write(tree, Progress.NONE);
        }
    }

    /** {@link #restore} of one path, with the directories that lead to it. */
    static void restore(RepositoryStore store, BackupId id, TreePath path, Path target) throws IOException {
        try (FileTree tree = SelectedTree.of(store.open(id), Set.of(path))) {
            DirectorySink.into(target, 2, notice -> {}).write(tree, Progress.NONE);
        }
    }
}
