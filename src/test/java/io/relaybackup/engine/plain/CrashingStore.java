package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static final String BEGUN = "begun ";
    static final String SUCCEEDED = "succeeded ";
    static final String REMOVING = "removing ";
    static final String REMOVED = "removed ";

    /** Neither it nor the one above it is there at first. */
    static final String FOLDER = "volume/backups";

    private static final int KEPT = 2;

    /** Nothing of what a trial does after the crash is cut off again. */
    private static final PlainSettings UNFORCED = new PlainSettings(2, root -> {}, Files::createLink);

    private final Scratch scratch;
    private final Path disk;
    private final LiveFolder live;
    private final Map<BackupId, List<String>> contents = new HashMap<>();
    private Set<BackupId> old = Set.of();
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

    Map<BackupId, List<String>> contents() {
        return contents;
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
        }
        old = Set.copyOf(contents.keySet());
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
        BackupId id = BackupMaker.id(++made);
        remember(id);
        BackupMaker.make(store, id, live, newest(store));
    }

    void backUp(PlainStore store, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(++made);
        remember(id);
        recorder.mark(BEGUN + id);
        BackupMaker.make(store, id, live, newest(store));
        recorder.mark(SUCCEEDED + id);
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

    void remove(PlainStore store, int number, Recorder recorder) throws IOException {
        BackupId id = BackupMaker.id(number);
        recorder.mark(REMOVING + id);
        store.remove(id);
        recorder.mark(REMOVED + id);
    }

    private static Set<BackupId> told(List<String> told, String what) {
        Set<BackupId> ids = new HashSet<>();
        for (String each : told) {
            if (each.startsWith(what)) {
                ids.add(new BackupId(each.substring(what.length())));
            }
        }
        return ids;
    }

    @Override
    public void judge(Path crashed, List<String> told) throws IOException {
        Set<BackupId> kept = new HashSet<>(old);
        kept.addAll(told(told, SUCCEEDED));
        kept.removeAll(told(told, REMOVING));
        Set<BackupId> possible = new HashSet<>(old);
        possible.addAll(told(told, BEGUN));
        possible.removeAll(told(told, REMOVED));
        Path folder = crashed.resolve(FOLDER);
        try (PlainStore store = PlainStore.open(folder, "here", LiveFolder.CLOCK, UNFORCED)) {
            Set<BackupId> found = new HashSet<>();
            for (StoredBackup each : store.list()) {
                found.add(each.id());
            }
            assertThat(found).as("backups that were promised").containsAll(kept);
            assertThat(possible).as("backups that may be there").containsAll(found);
            assertThat(store.residue()).isEmpty();
            assertWhole(store);
            BackupId next = BackupMaker.id(100);
            remember(next);
            BackupMaker.make(store, next, live, newest(store));
            retain(store);
            assertWhole(store);
            assertThat(store.residue()).isEmpty();
        }
        assertNothingIsLeft(folder);
    }

    private void assertWhole(PlainStore store) throws IOException {
        for (StoredBackup each : store.list()) {
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
            store.remove(each.id());
        }
    }

    private static void assertNothingIsLeft(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("backup-.*Z|\\.lock|\\.partial"));
        }
        try (var partial = Files.list(folder.resolve(Layout.PARTIAL))) {
            assertThat(partial).isEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
