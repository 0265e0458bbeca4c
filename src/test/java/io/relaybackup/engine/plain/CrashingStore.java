package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Promises;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plain store on a disk whose power is cut, the source of its backups, and what everybody was told of them. The trial
 * of each disk is the life of a service that starts there: what was promised is there, another backup is made, old ones
 * go, and nothing is left that nobody needs.
 */
final class CrashingStore implements CrashTrial.Judge, AutoCloseable {

    /** Neither it nor the one above it is there at first. */
    static final String FOLDER = "volume/backups";

    static final Instant DELETED = Instant.parse("2026-12-24T18:30:15.123Z");

    private static final int KEPT = 2;

    /** Nothing of what a trial does after the crash is cut off again. */
    private static final PlainSettings UNFORCED = new PlainSettings(2, root -> {}, Files::createLink);

    private final Scratch scratch;
    private final Path disk;
    private final LiveFolder live;
    private final Map<BackupId, List<String>> contents = new HashMap<>();
    private Set<BackupId> old = Set.of();
    private Set<BackupId> oldTrash = Set.of();
    private int made;

    CrashingStore() throws IOException {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        live = new LiveFolder(scratch.directory("data"));
        live.file("chain/blocks.jsonl", "{\"block\":1}\n")
                .file("chain/more", "x".repeat(5000))
                .file("users/ada.json", "{}")
                .file("users/deep/er/profile", "profile")
                .hardLink("users/again.json", "users/ada.json")
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

    /** What the newest backup of this id has to be. */
    List<String> content(BackupId id) {
        return contents.getOrDefault(id, List.of());
    }

    /** Something that changes what is backed up. */
    void write(int number) throws IOException {
        live.file("chain/blocks.jsonl", "{\"block\":1}\n".repeat(number + 1))
                .file("users/new" + number, "n".repeat(number));
    }

    /** As a service opens it. */
    static PlainStore open(Path disk) throws IOException {
        return PlainStore.open(disk.resolve(FOLDER), "here", LiveFolder.CLOCK);
    }

    /** What a service does. */
    interface Work {
        void on(PlainStore store) throws IOException;
    }

    /** Without being recorded; what is there then is old. */
    void before(Work work) throws IOException {
        try (PlainStore store = PlainStore.open(disk.resolve(FOLDER), "here", LiveFolder.CLOCK, UNFORCED)) {
            work.on(store);
            old = ids(store.list());
            oldTrash = new HashSet<>(ids(store.trash()));
            oldTrash.removeAll(old);
        }
    }

    interface RecordedWork {
        void on(PlainStore store, Recorder recorder) throws IOException;
    }

    /** What is done to the disk by a service that starts, works and ends. */
    Recording record(RecordedWork work) throws IOException {
        return record(disk, work);
    }

    static Recording record(Path where, RecordedWork work) throws IOException {
        Recorder recorder = Recorder.of(where);
        try (PlainStore store = open(recorder.root())) {
            work.on(store, recorder);
        }
        return recorder.recording();
    }

    /** What is there is on another disk. */
    void isNotOld() {
        old = Set.of();
    }

    void backUp(PlainStore store) throws IOException {
        backUp(store, BackupMaker.id(++made));
    }

    void backUp(PlainStore store, BackupId id) throws IOException {
        remember(id);
        BackupMaker.make(store, id, live, newest(store));
    }

    void threeBackups(PlainStore store) throws IOException {
        backUp(store);
        write(2);
        backUp(store);
        write(3);
        backUp(store);
    }

    void backUp(PlainStore store, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        recorder.mark(Deed.MAKE.begun(id));
        BackupMaker.make(store, id, live, newest(store));
        recorder.mark(Deed.MAKE.done(id));
    }

    void remember(BackupId id) throws IOException {
        try (FileTree tree = live.tree()) {
            contents.put(id, TreeText.of(tree));
        }
    }

    static @Nullable BackupId newest(PlainStore store) throws IOException {
        List<StoredBackup> all = store.list();
        return all.isEmpty() ? null : all.get(0).id();
    }

    /** Does something to the n-th backup, and tells of it. */
    void act(Deed deed, PlainStore store, int number, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(number);
        recorder.mark(deed.begun(id));
        act(deed, store, id);
        recorder.mark(deed.done(id));
    }

    private static void act(Deed deed, PlainStore store, BackupId id) throws IOException {
        switch (deed) {
            case REMOVE -> store.remove(id);
            case DISCARD -> store.discard(id, DELETED);
            case UNDELETE -> store.undelete(id);
            case PURGE -> store.purge(id);
            case MAKE -> throw new IllegalArgumentException("not of what is there");
        }
    }

    private static Set<BackupId> ids(List<StoredBackup> backups) {
        Set<BackupId> ids = new HashSet<>();
        backups.forEach(each -> ids.add(each.id()));
        return ids;
    }

    @Override
    public void judge(Path crashed, List<String> told) throws IOException {
        Path folder = crashed.resolve(FOLDER);
        try (PlainStore store = PlainStore.open(folder, "here", LiveFolder.CLOCK, UNFORCED)) {
            Promises.of(old, oldTrash, told).require(ids(store.list()), ids(store.trash()));
            assertThat(store.residue()).isEmpty();
            assertWhole(store);
            BackupId next = BackupMaker.id(100);
            remember(next);
            BackupMaker.make(store, next, live, newest(store));
            retain(store);
            assertWhole(store);
            for (StoredBackup each : store.trash()) {
                store.purge(each.id());
            }
            assertWhole(store);
            assertThat(store.residue()).isEmpty();
        }
        assertNothingIsLeft(folder);
    }

    private void assertWhole(PlainStore store) throws IOException {
        List<StoredBackup> all = new ArrayList<>(store.list());
        all.addAll(store.trash());
        for (StoredBackup each : all) {
            BackupId id = each.id();
            try (FileTree tree = store.open(id)) {
                assertThat(TreeText.of(tree)).as("content of %s", id).isEqualTo(contents.get(id));
            }
            assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                    .as("damages of %s", id)
                    .isEmpty();
        }
    }

    private static void retain(PlainStore store) throws IOException {
        List<StoredBackup> newestFirst = store.list();
        for (StoredBackup each : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            store.discard(each.id(), DELETED);
        }
    }

    private static void assertNothingIsLeft(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("backup-.*Z|\\.lock|\\.partial|\\.trash"));
        }
        for (Path each : List.of(folder.resolve(Layout.PARTIAL), folder.resolve(Layout.TRASH))) {
            if (Files.exists(each)) {
                assertThat(each).isEmptyDirectory();
            }
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
