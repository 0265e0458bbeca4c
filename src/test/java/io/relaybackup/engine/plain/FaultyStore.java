package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.FaultTrial;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A service with a plain store on a disk that fails while it works, and then is well again: backups are whole, no
 * partial work stays, and everything works, in this process and in the next.
 */
final class FaultyStore implements FaultTrial.Service {

    /** Neither it nor the one above it is there at first. */
    static final String FOLDER = "volume/backups";

    /** Where another store is. */
    static final String OTHER = "other";

    private static final int NEXT = 100;

    /** Each file by itself, as the faults come at calls. One worker, so that calls come in one order. */
    private static final PlainSettings SETTINGS = new PlainSettings(1, Durability.eachFile(1), Files::createLink);

    private final Path folder;
    private final LiveFolder live;
    private final Map<BackupId, List<String>> contents;
    private final Set<BackupId> externals;
    private final Work work;
    private @Nullable PlainStore store;

    /** A second passes between two looks, so that none is answered from memory. */
    private static final Clock CLOCK = new Clock() {

        private final AtomicLong seconds = new AtomicLong();

        @Override
        public Instant instant() {
            return LiveFolder.CLOCK.instant().plusSeconds(seconds.addAndGet(2));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    };

    /** What the disk fails in. */
    interface Work {
        void on(FaultyStore service) throws Exception;
    }

    private FaultyStore(Path folder, Scene scene, Work work) {
        this.folder = folder;
        this.live = scene.live();
        this.contents = new HashMap<>(scene.contents());
        this.externals = Set.copyOf(scene.externals());
        this.work = work;
    }

    /** What there is to begin with: a source and what each backup of it holds. */
    record Scene(
            Scratch scratch, Path disk, LiveFolder live, Map<BackupId, List<String>> contents, Set<BackupId> externals)
            implements AutoCloseable {

        static Scene make() throws IOException {
            Scratch scratch = Scratch.make();
            LiveFolder live = new LiveFolder(scratch.directory("data"));
            live.file("chain/blocks.jsonl", "{\"block\":1}\n")
                    .file("chain/more", "x".repeat(5000))
                    .file("users/ada.json", "{}")
                    .file("users/deep/er/profile", "profile")
                    .hardLink("users/again.json", "users/ada.json")
                    .file("empty", "")
                    .directory("nothing")
                    .symlink("link", "users/ada.json");
            return new Scene(scratch, scratch.directory("original"), live, new HashMap<>(), new HashSet<>());
        }

        /** Makes the n-th backup, of something that has changed. */
        void backUp(int number) throws IOException {
            live.file("chain/blocks.jsonl", "{\"block\":1}\n".repeat(number + 1))
                    .file("users/new" + number, "n".repeat(number));
            try (PlainStore store = openStore(disk.resolve(FOLDER))) {
                BackupId id = BackupMaker.id(number);
                contents.put(id, text(live));
                BackupMaker.make(store, id, live, newest(store));
            }
        }

        /** Puts what a script made beside the backups. */
        void putExternal(BackupId id) throws IOException {
            Path backup = Files.createDirectories(disk.resolve(FOLDER).resolve(id.value()));
            Files.writeString(backup.resolve("backup-manifest.json"), """
                    {"timestamp": "%s", "backupPath": "/path/to/backup", "projectRoot": "/path/to",
                     "dataDirectory": "/path/to/data",
                     "results": [{"name": "users", "description": "", "status": "success", "path": "/path/to/users"}],
                     "summary": {"total": 1, "successful": 1, "failed": 0}}
                    """.formatted(id.time()));
            Files.writeString(Files.createDirectory(backup.resolve("users")).resolve("ada.json"), "{\"old\":1}");
            Files.writeString(Files.createDirectory(backup.resolve("chain")).resolve("blocks.jsonl"), "{}\n");
            externals.add(id);
            try (PlainStore store = openStore(disk.resolve(FOLDER));
                    FileTree tree = store.open(id)) {
                contents.put(id, TreeText.of(tree));
            }
        }

        /** Does something with the store without faults. */
        void with(StoreWork some) throws IOException {
            try (PlainStore store = openStore(disk.resolve(FOLDER))) {
                some.on(store);
            }
        }

        /** Does it with the disk failing. */
        FaultTrial trial(String operation, Work work) throws IOException {
            return FaultTrial.of(operation, scratch, disk, root -> {
                FaultyStore service = new FaultyStore(root, this, work);
                service.store();
                return service;
            });
        }

        /** {@link #trial} of something that opens the store itself. */
        FaultTrial trialOfStart(String operation, Work work) throws IOException {
            return FaultTrial.of(operation, scratch, disk, root -> new FaultyStore(root, this, work));
        }

        @Override
        public void close() throws IOException {
            scratch.close();
        }
    }

    interface StoreWork {
        void on(PlainStore store) throws IOException;
    }

    private static PlainStore openStore(Path folder) throws IOException {
        return PlainStore.open(folder, "here", CLOCK, SETTINGS);
    }

    private static List<String> text(LiveFolder live) throws IOException {
        try (FileTree tree = live.tree()) {
            return TreeText.of(tree);
        }
    }

    private static @Nullable BackupId newest(PlainStore store) throws IOException {
        List<StoredBackup> all = store.list();
        return all.isEmpty() ? null : all.get(0).id();
    }

    /** Opened at its first use. */
    PlainStore store() throws IOException {
        PlainStore present = store;
        if (present == null) {
            present = openStore(folder.resolve(FOLDER));
            store = present;
        }
        return present;
    }

    /** Backs the source up as it is. */
    void backUp(int number) throws IOException {
        BackupId id = BackupMaker.id(number);
        contents.put(id, text(live));
        backUp(id);
    }

    private void backUp(BackupId id) throws IOException {
        PlainStore there = store();
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = live.tree()) {
            BackupMaker.make(there, id, tree, newest(there), listener);
        }
        assertThat(listener.failures()).as("what was not taken").isEmpty();
    }

    /** Into a store beside this one, which is opened for it; both are on the disk. */
    void copy(BackupId id) throws IOException {
        PlainStore from = store();
        RecordingListener listener = new RecordingListener();
        try (PlainStore to = openStore(folder.resolve(OTHER));
                BackupDraft draft = to.begin(id);
                FileTree tree = from.open(id)) {
            draft.write(tree, null, listener, Progress.NONE);
            for (IOException reason : listener.failures().values()) {
                throw reason;
            }
            draft.commit(from.get(id).manifest(), Notes.NONE);
        }
    }

    private void judgeCopies() throws IOException {
        if (!Files.exists(folder.resolve(OTHER))) {
            return;
        }
        try (PlainStore to = openStore(folder.resolve(OTHER))) {
            judgeContents(to, to.list());
            assertThat(to.residue()).isEmpty();
        }
    }

    private void judgeContents(PlainStore some, List<StoredBackup> backups) throws IOException {
        for (StoredBackup each : backups) {
            BackupId id = each.id();
            try (FileTree tree = some.open(id)) {
                assertThat(TreeText.of(tree)).as("content of %s", id).isEqualTo(contents.get(id));
            }
            assertThat(some.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                    .as("damages of %s", id)
                    .isEmpty();
        }
    }

    /** It is going; there or not afterwards, and never in part. */
    private final Set<BackupId> going = new HashSet<>();

    void mayGo(BackupId id) {
        going.add(id);
    }

    @Override
    public void work() throws Exception {
        work.on(this);
    }

    @Override
    public void judge(@Nullable Exception failure) throws IOException {
        PlainStore present = store();
        judge(present, failure == null);
        present.cleanUp();
        assertThat(present.residue()).as("partial work after cleaning up").isEmpty();
        retry(failure);
        BackupId next = BackupMaker.id(NEXT);
        contents.put(next, text(live));
        backUp(next);
        judge(present, true);
        present.close();
        store = null;
        judge(store(), true);
        assertThat(store().residue()).as("partial work after a start").isEmpty();
        assertNothingIsLeft();
        judgeCopies();
    }

    private void retry(@Nullable Exception failure) throws IOException {
        if (failure == null) {
            return;
        }
        try {
            work.on(this);
        } catch (Exception e) {
            // What had been done in spite of the failure cannot be done again.
            if (!(e instanceof FileAlreadyExistsException) && !(e instanceof BackupNotFoundException)) {
                throw new AssertionError("it fails without faults", e);
            }
        }
    }

    private void judge(PlainStore some, boolean succeeded) throws IOException {
        Set<BackupId> found = new HashSet<>();
        for (StoredBackup each : some.list()) {
            found.add(each.id());
            assertThat(each.notes().hold()).as("hold of %s", each.id()).isNull();
            assertThat(each.status())
                    .as("status of %s", each.id())
                    .isEqualTo(externals.contains(each.id()) ? BackupStatus.EXTERNAL : BackupStatus.COMPLETE);
        }
        for (StoredBackup each : some.trash()) {
            assertThat(found.add(each.id())).as("in one place").isTrue();
        }
        for (BackupId id : Set.copyOf(contents.keySet())) {
            if (!found.contains(id)) {
                boolean isNew = !succeeded && id.compareTo(BackupMaker.id(10)) >= 0;
                assertThat(isNew || going.contains(id))
                        .as("%s may be missing", id)
                        .isTrue();
                contents.remove(id);
            }
        }
        assertThat(contents.keySet()).containsAll(found);
        judgeContents(some, some.list());
        judgeContents(some, some.trash());
    }

    private void assertNothingIsLeft() throws IOException {
        try (var all = Files.list(folder.resolve(FOLDER))) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("backup-.*Z|\\.lock|\\.partial|\\.trash"));
        }
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
