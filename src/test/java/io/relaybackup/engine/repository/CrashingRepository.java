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
import io.relaybackup.engine.store.Promises;
import io.relaybackup.engine.store.Promises.Deed;
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
import java.time.Instant;
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

    static final String INITIALIZED = "initialized";

    static final String PASSWORD = "p";

    static final Instant DELETED = Instant.parse("2026-12-24T18:30:15.123Z");

    private static final int KEPT = 2;

    private final Scratch scratch;
    private final Path disk;
    private final LiveFolder live;
    private final Map<BackupId, List<String>> contents = new HashMap<>();
    private Set<BackupId> old = Set.of();
    private Set<BackupId> oldTrash = Set.of();
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

    /** Without being recorded; what is there then is old. */
    void before(Work work) throws IOException {
        try (RepositoryStore store = open(disk, true)) {
            work.on(store);
            old = ids(store.list());
            oldTrash = new HashSet<>(ids(store.trash()));
            oldTrash.removeAll(old);
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
    void backUp(RepositoryStore store) throws IOException {
        backUp(store, BackupMaker.id(++made));
    }

    void backUp(RepositoryStore store, BackupId id) throws IOException {
        remember(id);
        BackupMaker.make(store, id, live, newest(store));
    }

    /** What the newest backup of this id has to be. */
    List<String> content(BackupId id) {
        return contents.getOrDefault(id, List.of());
    }

    void threeBackups(RepositoryStore store) throws IOException {
        backUp(store);
        write(2);
        backUp(store);
        Files.delete(live.at("chain/noise"));
        write(3);
        backUp(store);
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
            assertWhole(store);
            assertNothingIsLeft(place, PASSWORD, store.list().size());
        }
    }

    void backUp(RepositoryStore store, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        recorder.mark(Deed.MAKE.begun(id));
        BackupMaker.make(store, id, live, newest(store));
        recorder.mark(Deed.MAKE.done(id));
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

    /** Does something to the n-th backup, and tells of it. */
    static void act(Deed deed, RepositoryStore store, int number, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(number);
        recorder.mark(deed.begun(id));
        switch (deed) {
            case REMOVE -> store.remove(id);
            case DISCARD -> store.discard(id, DELETED);
            case UNDELETE -> store.undelete(id);
            case PURGE -> store.purge(id);
            case MAKE -> throw new IllegalArgumentException("not of what is there");
        }
        recorder.mark(deed.done(id));
    }

    /** What is there is on another disk. */
    void isNotOld() {
        old = Set.of();
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
        try (RepositoryStore store = open(crashed, old.isEmpty() && !told.contains(INITIALIZED), password)) {
            Promises.of(old, oldTrash, told).require(ids(store.list()), ids(store.trash()));
            assertWhole(store);
            BackupId next = BackupMaker.id(100);
            remember(next);
            BackupMaker.make(store, next, live, newest(store));
            retain(store);
            assertWhole(store);
            for (StoredBackup each : store.trash()) {
                store.purge(each.id());
            }
            store.prune(PruneOptions.DEFAULT, false, Progress.NONE);
            assertThat(store.residue()).isEmpty();
        }
        try (RepositoryStore store = open(crashed, false, password)) {
            Set<BackupId> found = ids(store.list());
            assertThat(found).contains(BackupMaker.id(100));
            assertThat(store.trash()).isEmpty();
            assertWhole(store);
            for (BackupId id : found) {
                assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                        .as("damages of %s", id)
                        .isEmpty();
            }
            assertNothingIsLeft(crashed, password, found.size());
        }
    }

    private static Set<BackupId> ids(List<StoredBackup> backups) {
        Set<BackupId> ids = new HashSet<>();
        backups.forEach(each -> ids.add(each.id()));
        return ids;
    }

    private void assertWhole(RepositoryStore store) throws IOException {
        List<StoredBackup> all = new ArrayList<>(store.list());
        all.addAll(store.trash());
        for (StoredBackup each : all) {
            try (FileTree tree = store.open(each.id())) {
                assertThat(TreeText.of(tree)).as("content of %s", each.id()).isEqualTo(contents.get(each.id()));
            }
        }
    }

    private static void retain(RepositoryStore store) throws IOException {
        List<StoredBackup> newestFirst = store.list();
        for (StoredBackup each : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            store.discard(each.id(), DELETED);
        }
    }

    private static void assertNothingIsLeft(Path crashed, String password, int snapshots) throws IOException {
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
        try (var files = Files.list(root.resolve("snapshots"))) {
            assertThat(files).hasSize(snapshots);
        }
        try (var memory = Files.list(crashed.resolve("memory"))) {
            assertThat(memory).hasSize(1);
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
