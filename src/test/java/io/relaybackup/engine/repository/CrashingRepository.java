package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A repository on a disk whose power is cut, the source of its backups, and what everybody was told of them. The trial
 * of each disk is the life of a service that starts there: what was promised is there, another backup is made, old ones
 * go, space is freed, and nothing is left that nobody needs.
 */
final class CrashingRepository implements CrashTrial.Judge, AutoCloseable {

    static final String BEGUN = "begun ";
    static final String SUCCEEDED = "succeeded ";
    static final String REMOVING = "removing ";
    static final String REMOVED = "removed ";
    static final String INITIALIZED = "initialized";

    static final String PASSWORD = "p";

    private static final int KEPT = 2;

    private final Scratch scratch;
    private final Path disk;
    private final LiveFolder live;
    private final Map<BackupId, List<String>> contents = new HashMap<>();
    private int made;

    CrashingRepository() throws IOException {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        live = new LiveFolder(scratch.directory("data"));
        live.file("chain/blocks.jsonl", "{\"block\":1}\n")
                .file("chain/noise", RepositoryScene.noise(1, 20_000))
                .file("users/ada.json", "{}")
                .file("users/deep/er/profile", "profile")
                .file("empty", "")
                .directory("nothing")
                .symlink("link", "users/ada.json");
    }

    Scratch scratch() {
        return scratch;
    }

    Path disk() {
        return disk;
    }

    LiveFolder live() {
        return live;
    }

    /** Something that changes what is backed up. */
    void write(int number) throws IOException {
        live.file("chain/blocks.jsonl", "{\"block\":1}\n".repeat(number + 1))
                .file("chain/noise" + number, RepositoryScene.noise(number, 9_000))
                .file("users/ada.json", "{\"n\":" + number + "}");
    }

    static RepositoryStore open(Path disk, boolean initialize) throws IOException {
        return open(disk, initialize, PASSWORD);
    }

    static RepositoryStore open(Path disk, boolean initialize, String password) throws IOException {
        return RepositoryStore.open(
                LocalStorage.open(disk.resolve("repository")),
                password.getBytes(StandardCharsets.UTF_8),
                initialize,
                () -> new Scrypt(2, 1, 1),
                RepositoryStoreTest.options(disk.resolve("memory")).with(4 << 20, Compression.AUTO),
                () -> new long[] {-1, -1},
                LiveFolder.CLOCK,
                QuickLocks.TIMES);
    }

    /** Has the locks of a process taken for those of a dead one, which it is as far as the disk can tell. */
    static void disownLocks(Path disk) throws IOException {
        try (LocalStorage storage = LocalStorage.open(disk.resolve("repository"))) {
            if (Repository.exists(storage)) {
                try (Repository repository = Repository.open(
                        storage, PASSWORD.getBytes(StandardCharsets.UTF_8), new SecureRandom(), LiveFolder.CLOCK)) {
                    Locks locks = new Locks(storage, repository.files(), "machine", "relay", LiveFolder.CLOCK);
                    storage.list(
                            FileKind.LOCK.folder(),
                            file -> FileKind.LOCK.idOf(file).ifPresent(locks::disown));
                }
            }
        }
    }

    /** What a service does. */
    interface Work {
        void on(RepositoryStore store) throws IOException;
    }

    /** Without being recorded. */
    void before(Work work) throws IOException {
        try (RepositoryStore store = open(disk, true)) {
            work.on(store);
        }
    }

    /** What is done to the disk by a service that starts, works and ends. */
    Recording record(RecordedWork work) throws IOException {
        return record(disk, work);
    }

    Recording record(Path where, RecordedWork work) throws IOException {
        Recorder recorder = Recorder.of(where);
        work.on(recorder);
        return recorder.recording();
    }

    interface RecordedWork {
        void on(Recorder recorder) throws IOException;
    }

    /** Makes the next backup of the source as it is. */
    BackupId backUp(RepositoryStore store) throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        BackupMaker.make(store, id, live, newest(store));
        return id;
    }

    /** The next backup, as it will be if the source is backed up as it is now. */
    BackupId nextIsRemembered() throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        return id;
    }

    /** With another repository, in a folder of the disk. */
    void with(String place, Work work) throws IOException {
        try (RepositoryStore store = open(Files.createDirectory(disk.resolve(place)), true)) {
            work.on(store);
        }
    }

    /** Of a repository to which backups were copied: those that are there are whole, and it has nothing else. */
    void judgeCopies(Path place) throws IOException {
        try (RepositoryStore store = open(place, false)) {
            store.cleanUp();
            store.prune(PruneOptions.DEFAULT, false, Progress.NONE);
            assertWhole(store, ids(store));
        }
        assertNothingIsLeft(place, PASSWORD);
    }

    void backUp(RepositoryStore store, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        recorder.mark(BEGUN + id);
        BackupMaker.make(store, id, live, newest(store));
        recorder.mark(SUCCEEDED + id);
    }

    private void remember(BackupId id) throws IOException {
        try (FileTree tree = live.tree()) {
            contents.put(id, TreeText.of(tree));
        }
    }

    private static @Nullable BackupId newest(RepositoryStore store) throws IOException {
        List<StoredBackup> all = store.list();
        return all.isEmpty() ? null : all.get(0).id();
    }

    void remove(RepositoryStore store, int number, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(number);
        recorder.mark(REMOVING + id);
        store.remove(id);
        recorder.mark(REMOVED + id);
    }

    /** The backups that the marks speak of, and those that were there before. */
    private static Set<BackupId> told(List<String> told, String what) {
        Set<BackupId> ids = new HashSet<>();
        for (String each : told) {
            if (each.startsWith(what)) {
                ids.add(new BackupId(each.substring(what.length())));
            }
        }
        return ids;
    }

    /** Backups that the recording did not make. */
    private Set<BackupId> old = Set.of();

    /** What is there now was there before the recording. */
    void isOld() {
        old = Set.copyOf(contents.keySet());
    }

    /** What is there is on another disk. */
    void isNotOld() {
        old = Set.of();
    }

    /** It is gone, and was before the recording. */
    void forget(BackupId id) {
        contents.remove(id);
        isOld();
    }

    void copy(BackupId id, RepositoryStore from, RepositoryStore to) throws IOException {
        RecordingListener listener = new RecordingListener();
        try (BackupDraft draft = to.begin(id);
                FileTree tree = from.open(id)) {
            draft.write(tree, null, listener, Progress.NONE);
            for (IOException reason : listener.failures().values()) {
                throw reason;
            }
            draft.commit(from.get(id).manifest(), Notes.NONE);
        }
    }

    @Override
    public void judge(Path crashed, List<String> told) throws IOException {
        judge(crashed, told, PASSWORD);
    }

    void judge(Path crashed, List<String> told, String password) throws IOException {
        Set<BackupId> kept = new HashSet<>(old);
        kept.addAll(told(told, SUCCEEDED));
        kept.removeAll(told(told, REMOVING));
        Set<BackupId> possible = new HashSet<>(old);
        possible.addAll(told(told, BEGUN));
        possible.removeAll(told(told, REMOVED));
        try (RepositoryStore store = open(crashed, old.isEmpty() && !told.contains(INITIALIZED), password)) {
            Set<BackupId> found = ids(store);
            assertThat(found).as("backups that were promised").containsAll(kept);
            assertThat(possible).as("backups that may be there").containsAll(found);
            assertWhole(store, found);
            BackupId next = BackupMaker.id(100);
            remember(next);
            BackupMaker.make(store, next, live, newest(store));
            retain(store);
            store.prune(PruneOptions.DEFAULT, false, Progress.NONE);
        }
        try (RepositoryStore store = open(crashed, false, password)) {
            store.cleanUp();
            Set<BackupId> found = ids(store);
            assertThat(found).contains(BackupMaker.id(100));
            assertWhole(store, found);
            for (BackupId id : found) {
                assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                        .as("damages of %s", id)
                        .isEmpty();
            }
        }
        assertNothingIsLeft(crashed, password);
    }

    private static Set<BackupId> ids(RepositoryStore store) throws IOException {
        Set<BackupId> ids = new HashSet<>();
        store.list().forEach(backup -> ids.add(backup.id()));
        return ids;
    }

    private void assertWhole(RepositoryStore store, Set<BackupId> ids) throws IOException {
        for (BackupId id : ids) {
            try (FileTree tree = store.open(id)) {
                assertThat(TreeText.of(tree)).as("content of %s", id).isEqualTo(contents.get(id));
            }
        }
    }

    private static void retain(RepositoryStore store) throws IOException {
        List<StoredBackup> newestFirst = store.list();
        for (StoredBackup each : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            store.remove(each.id());
        }
    }

    private static void assertNothingIsLeft(Path crashed, String password) throws IOException {
        Set<String> packs = new HashSet<>();
        try (LocalStorage storage = LocalStorage.open(crashed.resolve("repository"));
                Repository repository = Repository.open(
                        storage, password.getBytes(StandardCharsets.UTF_8), new SecureRandom(), LiveFolder.CLOCK)) {
            RepositoryIndex index = new RepositoryIndex(storage, repository.files());
            index.refreshWhole();
            index.blobs()
                    .forEachPack(pack -> packs.add(FileKind.PACK.name(pack.id()).value()));
        }
        List<String> strange = new ArrayList<>();
        Path root = crashed.resolve("repository");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = root.relativize(file).toString();
                boolean known = name.startsWith("data/")
                        ? packs.remove(name)
                        : name.matches("config|(keys|index|snapshots)/[0-9a-f]{64}");
                if (!known) {
                    strange.add(name);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(strange).as("files that nothing refers to").isEmpty();
        assertThat(packs).as("packs that are not there").isEmpty();
        try (var memory = Files.list(crashed.resolve("memory"))) {
            assertThat(memory).hasSize(1);
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
