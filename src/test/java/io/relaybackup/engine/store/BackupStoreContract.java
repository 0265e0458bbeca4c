package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every store does. */
public interface BackupStoreContract {

    /** The store, empty at first. */
    BackupStore store();

    /** The same store, as another start of the service would find it; the former is closed. */
    BackupStore reopened() throws IOException;

    /** A store of the same kind elsewhere, empty. */
    BackupStore other() throws IOException;

    /** Something to back up, empty at first. */
    LiveFolder live();

    /** What a small file takes besides its content. */
    default long overhead() {
        return 0;
    }

    private LiveFolder motley() throws IOException {
        LiveFolder live = live();
        live.file("blockchain/chain.jsonl", "{\"a\":1}\n".repeat(1000))
                .file("blockchain/nonces.jsonl", "")
                .file("na%FFme%0A%5C%0D", "raw")
                .file("users/ünïcode and space.json", "{}")
                .directory("empty/below")
                .symlink("dangling", "no/where")
                .symlink("users/up", "../blockchain/chain.jsonl")
                .hardLink("a-hard-link", "blockchain/chain.jsonl");
        Files.setPosixFilePermissions(
                live.at("users/ünïcode and space.json"), PosixFilePermissions.fromString("r--rw-rwx"));
        Files.setLastModifiedTime(live.at("empty"), FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789)));
        Files.getFileAttributeView(live.at("na%FFme%0A%5C%0D"), UserDefinedFileAttributeView.class)
                .write("comment", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
        return live;
    }

    @Test
    default void aBackupReadsBackAsItsSourceWas() throws IOException {
        LiveFolder live = motley();
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        try (FileTree source = live.tree();
                FileTree backup = reopened().open(BackupMaker.id(1))) {
            assertThat(TreeText.of(backup)).isEqualTo(TreeText.of(source));
            assertThat(backup.root().metadata()).isEqualTo(source.root().metadata());
        }
    }

    @Test
    default void extendedAttributesAndHardLinksAreKept() throws IOException {
        BackupMaker.make(store(), BackupMaker.id(1), motley(), null);
        try (FileTree backup = store().open(BackupMaker.id(1))) {
            Entry named = find(backup, TreePath.percentDecoded("na%FFme%0A%5C%0D"));
            assertThat(named.metadata().extended().keySet()).containsExactly("user.comment");
            assertThat(find(backup, TreePath.of("a-hard-link"))
                            .isHardLinkOf(find(backup, TreePath.of("blockchain/chain.jsonl"))))
                    .isTrue();
        }
    }

    @Test
    default void pathsThatAreNotThereAreToldApart() throws IOException {
        BackupMaker.make(store(), BackupMaker.id(1), motley(), null);
        try (FileTree backup = store().open(BackupMaker.id(1))) {
            assertThat(backup.find(TreePath.of("users/nobody"))).isNull();
            assertThat(backup.find(TreePath.of("users/up/below"))).isNull();
            assertThatThrownBy(() -> backup.list(TreePath.of("nothing"))).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> backup.list(TreePath.of("dangling"))).isInstanceOf(NotDirectoryException.class);
        }
    }

    @Test
    default void backupsAreListedNewestFirst() throws IOException {
        LiveFolder live = live().file("a", "1");
        for (int number : List.of(2, 1, 3)) {
            BackupMaker.make(store(), BackupMaker.id(number), live, null);
        }
        List<BackupId> newestFirst = List.of(BackupMaker.id(3), BackupMaker.id(2), BackupMaker.id(1));
        assertThat(store().list()).extracting(StoredBackup::id).isEqualTo(newestFirst);
        assertThat(reopened().list()).extracting(StoredBackup::id).isEqualTo(newestFirst);
    }

    @Test
    default void theManifestIsKeptAsItWasWritten() throws IOException {
        BackupId id = BackupMaker.id(1);
        StoredBackup made = BackupMaker.make(store(), id, live().file("a", "1"), null);
        assertThat(made.manifest()).isEqualTo(BackupMaker.manifest(id));
        assertThat(store().get(id)).isEqualTo(made);
        assertThat(store().manifest(id)).isEqualTo(ManifestJson.write(BackupMaker.manifest(id)));
        assertThat(reopened().get(id)).isEqualTo(made);
    }

    @Test
    default void aDraftIsNotSeenBeforeItIsCommittedAndLeavesNothing() throws IOException {
        BackupId id = BackupMaker.id(1);
        try (BackupDraft draft = store().begin(id);
                FileTree tree = motley().tree()) {
            draft.write(tree, null, new RecordingListener(), Progress.NONE);
            assertThat(store().list()).isEmpty();
            assertUnknown(id, () -> store().get(id));
            assertThat(store().residue()).isEmpty();
            assertThat(store().cleanUp()).isEmpty();
        }
        assertThat(store().list()).isEmpty();
        assertThat(store().residue()).isEmpty();
        assertThat(BackupMaker.make(store(), id, live(), null).id()).isEqualTo(id);
    }

    @Test
    default void anIdIsTakenOnce() throws IOException {
        BackupId id = BackupMaker.id(1);
        try (BackupDraft draft = store().begin(id)) {
            assertThatThrownBy(() -> store().begin(id)).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(draft).isNotNull();
        }
        BackupMaker.make(store(), id, live().file("a", "1"), null);
        assertThatThrownBy(() -> store().begin(id)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store().verify(id, VerifyLevel.DATA, Progress.NONE).isIntact())
                .isTrue();
    }

    @Test
    default void anUnknownIdIsSaidToBeUnknown() {
        BackupId id = BackupMaker.id(7);
        assertUnknown(id, () -> store().get(id));
        assertUnknown(id, () -> store().open(id));
        assertUnknown(id, () -> store().manifest(id));
        assertUnknown(id, () -> store().annotate(id, notes -> notes));
        assertUnknown(id, () -> store().remove(id));
        assertUnknown(id, () -> store().verify(id, VerifyLevel.STRUCTURE, Progress.NONE));
    }

    private static void assertUnknown(BackupId id, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(BackupNotFoundException.class).hasMessageContaining(id.value());
    }

    @Test
    default void aSuspicionIsKeptWithItsReasonsUntilAndAfterItIsDecided() throws IOException {
        BackupId id = BackupMaker.id(1);
        BackupMaker.make(store(), id, live().file("a", "1"), null);
        Suspicion suspicion = Suspicion.of(List.of(
                new Suspicion.Reason("user-data", "files-removed", "9 of 10 files/names, 90 % \u00e4\nand more"),
                new Suspicion.Reason("all", "append-only", "x")));

        store().annotate(id, notes -> notes.withSuspicion(suspicion).withTags(List.of("t")));

        assertThat(reopened().get(id).notes())
                .isEqualTo(Notes.NONE.withTags(List.of("t")).withSuspicion(suspicion));
        assertThat(store().get(id).status()).isEqualTo(BackupStatus.SUSPECT);

        Suspicion cleared = suspicion.decided(Suspicion.State.CLEARED, Instant.parse("2026-05-06T07:08:09.123Z"));
        store().annotate(id, notes -> notes.withSuspicion(cleared));

        assertThat(reopened().get(id).notes().suspicion()).isEqualTo(cleared);
        assertThat(store().get(id).status())
                .isEqualTo(store().get(id).manifest().status());
    }

    @Test
    default void notesChangeAndStay() throws IOException {
        BackupId id = BackupMaker.id(1);
        BackupMaker.make(store(), id, live().file("a", "1"), null);
        Notes.Hold hold = new Notes.Hold("evidence", Instant.parse("2030-01-01T00:00:00Z"));
        store().annotate(id, notes -> notes.withTags(List.of("x=1")).withHold(hold));
        StoredBackup changed = store().annotate(id, notes -> notes.withNote("two\nlines"));
        assertThat(changed.notes()).isEqualTo(new Notes(List.of("x=1"), "two\nlines", hold, null));
        assertThatThrownBy(() -> store().annotate(id, notes -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store().get(id)).isEqualTo(changed);
        assertThat(store().list()).containsExactly(changed);
        assertThat(reopened().get(id)).isEqualTo(changed);
        assertThat(store().verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                .isEmpty();
    }

    @Test
    default void whatHasNotChangedIsNotReadAgain() throws IOException {
        LiveFolder live = motley();
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        live.file("users/ünïcode and space.json", "{\"changed\":1}").file("users/new.json", "new");
        RecordingListener listener = new RecordingListener();
        try (CountingTree tree = new CountingTree(live.tree())) {
            BackupMaker.make(store(), BackupMaker.id(2), tree, BackupMaker.id(1), listener);
            assertThat(tree.read())
                    .containsExactlyInAnyOrder("users/%C3%BCn%C3%AFcode%20and%20space.json", "users/new.json");
        }
        assertThat(listener.files())
                .isEqualTo(Map.of(
                        "a-hard-link", ChangeClass.UNCHANGED,
                        "blockchain/chain.jsonl", ChangeClass.UNCHANGED,
                        "blockchain/nonces.jsonl", ChangeClass.UNCHANGED,
                        "na%FFme%0A%5C%0D", ChangeClass.UNCHANGED,
                        "users/%C3%BCn%C3%AFcode%20and%20space.json", ChangeClass.CHANGED,
                        "users/new.json", ChangeClass.NEW));
        assertThat(listener.storedBytes()).isEqualTo("{\"changed\":1}new".length() + 2 * overhead());
        try (FileTree source = live.tree();
                FileTree backup = store().open(BackupMaker.id(2))) {
            assertThat(TreeText.of(backup)).isEqualTo(TreeText.of(source));
            assertThat(find(backup, TreePath.percentDecoded("na%FFme%0A%5C%0D"))
                            .metadata()
                            .extended())
                    .hasSize(1);
        }
    }

    @Test
    default void aFileThatLooksTheSameButWasTooYoungIsReadAgain() throws IOException {
        LiveFolder live = live().file("young", "1");
        try (FileTree young = io.relaybackup.engine.directory.DirectoryTree.open(
                live.path(),
                io.relaybackup.engine.directory.CaptureRules.EVERYTHING,
                io.relaybackup.engine.directory.CaptureSettings.defaults(),
                problem -> {},
                java.time.Clock.systemUTC())) {
            BackupMaker.make(store(), BackupMaker.id(1), young, null, new RecordingListener());
        }
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = live.tree()) {
            BackupMaker.make(store(), BackupMaker.id(2), tree, BackupMaker.id(1), listener);
        }
        assertThat(listener.files()).isEqualTo(Map.of("young", ChangeClass.CHANGED));
    }

    @Test
    default void withoutAPreviousEverythingIsReadAndWrittenAnew() throws IOException {
        LiveFolder live = motley();
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = live.tree()) {
            BackupMaker.make(store(), BackupMaker.id(2), tree, null, listener);
        }
        assertThat(listener.files().values()).containsOnly(ChangeClass.NEW);
    }

    @Test
    default void aFileThatCannotBeReadIsReportedAndLeftOut() throws IOException {
        LiveFolder live = live().file("a", "1").file("b", "2").file("c", "3");
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = new CountingTree(live.tree()).failing("b")) {
            BackupMaker.make(store(), BackupMaker.id(1), tree, null, listener);
        }
        assertThat(listener.failures()).containsOnlyKeys("b");
        assertThat(listener.failures().get("b")).hasMessageContaining("broken");
        assertThat(listener.files()).containsOnlyKeys("a", "c");
        try (FileTree backup = store().open(BackupMaker.id(1))) {
            assertThat(backup.find(TreePath.of("b"))).isNull();
        }
        assertThat(store().verify(BackupMaker.id(1), VerifyLevel.DATA, Progress.NONE)
                        .damages())
                .isEmpty();
    }

    @Test
    default void cancellingLeavesNothing() throws IOException {
        LiveFolder live = live();
        for (int i = 0; i < 300; i++) {
            live.file("d" + i % 7 + "/f" + i, "content " + i);
        }
        AtomicLong calls = new AtomicLong();
        Progress cancelled = new Progress() {
            @Override
            public void advance(long files, long bytes) {}

            @Override
            public void checkCancelled() {
                if (calls.incrementAndGet() > 100) {
                    throw new CancellationException("enough");
                }
            }
        };
        try (BackupDraft draft = store().begin(BackupMaker.id(1));
                FileTree tree = live.tree()) {
            assertThatThrownBy(() -> draft.write(tree, null, new RecordingListener(), cancelled))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> draft.commit(BackupMaker.manifest(BackupMaker.id(1)), Notes.NONE))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(store().list()).isEmpty();
        assertThat(store().residue()).isEmpty();
    }

    @Test
    default void progressCountsEveryFileAndByteOnce() throws IOException {
        LiveFolder live = motley();
        for (BackupId previous : new BackupId[] {null, BackupMaker.id(1)}) {
            AtomicLong files = new AtomicLong();
            AtomicLong bytes = new AtomicLong();
            Progress counting = new Progress() {
                @Override
                public void advance(long moreFiles, long moreBytes) {
                    files.addAndGet(moreFiles);
                    bytes.addAndGet(moreBytes);
                }

                @Override
                public void checkCancelled() {}
            };
            try (BackupDraft draft = store().begin(BackupMaker.id(previous == null ? 1 : 2));
                    FileTree tree = live.tree()) {
                draft.write(tree, previous, new RecordingListener(), counting);
                draft.commit(BackupMaker.manifest(BackupMaker.id(previous == null ? 1 : 2)), Notes.NONE);
            }
            assertThat(files).hasValue(5);
            assertThat(bytes).hasValue(8000 + 8000 + 3 + 2);
        }
    }

    @Test
    default void removingOneLeavesTheOthersWhole() throws IOException {
        LiveFolder live = motley();
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        BackupMaker.make(store(), BackupMaker.id(2), live, BackupMaker.id(1));
        BackupMaker.make(store(), BackupMaker.id(3), live, BackupMaker.id(2));
        store().remove(BackupMaker.id(2));
        assertThat(store().list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(3), BackupMaker.id(1));
        assertThat(store().residue()).isEmpty();
        for (StoredBackup backup : reopened().list()) {
            assertThat(store().verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
    }

    @Test
    default void aWholeBackupVerifies() throws IOException {
        BackupMaker.make(store(), BackupMaker.id(1), motley(), null);
        store().checkRecords(BackupMaker.id(1));
        VerifyReport structure = store().verify(BackupMaker.id(1), VerifyLevel.STRUCTURE, Progress.NONE);
        assertThat(structure.damages()).isEmpty();
        assertThat(structure.files()).isEqualTo(5);
        VerifyReport data = store().verify(BackupMaker.id(1), VerifyLevel.DATA, Progress.NONE);
        assertThat(data.damages()).isEmpty();
        assertThat(data.level()).isEqualTo(VerifyLevel.DATA);
        assertThat(data.bytes()).isEqualTo(16_005);
    }

    @Test
    default void aCopyFromAnotherStoreIsEqualAndIncremental() throws IOException {
        LiveFolder live = motley();
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        live.file("users/new.json", "new");
        BackupMaker.make(store(), BackupMaker.id(2), live, BackupMaker.id(1));
        try (BackupStore other = other()) {
            try (FileTree first = store().open(BackupMaker.id(1))) {
                BackupMaker.make(other, BackupMaker.id(1), first, null, new RecordingListener());
            }
            RecordingListener listener = new RecordingListener();
            try (CountingTree second = new CountingTree(store().open(BackupMaker.id(2)))) {
                BackupMaker.make(other, BackupMaker.id(2), second, BackupMaker.id(1), listener);
                assertThat(second.read()).containsExactly("users/new.json");
            }
            assertThat(listener.storedBytes()).isEqualTo(3 + overhead());
            try (FileTree source = live.tree();
                    FileTree copy = other.open(BackupMaker.id(2))) {
                assertThat(TreeText.of(copy)).isEqualTo(TreeText.of(source));
            }
            // Stamps travel with the entries, so a backup of the live folder itself goes on from a copy.
            RecordingListener direct = new RecordingListener();
            try (FileTree source = live.tree()) {
                BackupMaker.make(other, BackupMaker.id(3), source, BackupMaker.id(2), direct);
            }
            assertThat(direct.files().values()).containsOnly(ChangeClass.UNCHANGED);
        }
    }

    @Test
    default void spaceIsMeasured() throws IOException {
        LiveFolder live = live().file("a", random(100_000)).file("b", random(50_000));
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        BackupMaker.make(store(), BackupMaker.id(2), live.file("c", new byte[7]), BackupMaker.id(1));
        StoreUsage usage = store().usage();
        assertThat(usage.logical()).isBetween(300_007L, 330_000L);
        assertThat(usage.stored()).isBetween(150_007L, 180_000L);
        assertThat(usage.added()).containsOnlyKeys(BackupMaker.id(1), BackupMaker.id(2));
        long records = overhead() == 0 ? 0 : 4000;
        assertThat(usage.added().get(BackupMaker.id(1))).isBetween(150_000L, 150_000L + records);
        assertThat(usage.added().get(BackupMaker.id(2))).isBetween(7L, 7L + records);
        assertThat(usage.free()).isPositive();
        assertThat(usage.capacity()).isGreaterThan(usage.free());
    }

    @Test
    default void aFreshStoreIsEmptyAndUsable() throws IOException {
        store().check();
        assertThat(store().list()).isEmpty();
        assertThat(store().residue()).isEmpty();
        assertThat(store().cleanUp()).isEmpty();
    }

    @Test
    default void aDamagedCopySourceIsNotedPerFile() throws IOException {
        LiveFolder live = live().file("a", "1").file("b", "2");
        RecordingListener listener = new RecordingListener();
        try (FileTree lying = new CountingTree(live.tree()).lying("a")) {
            BackupMaker.make(store(), BackupMaker.id(1), lying, null, listener);
        }
        assertThat(listener.failures().get("a")).isInstanceOf(CorruptBackupException.class);
        assertThat(listener.files()).containsOnlyKeys("b");
        assertThat(store().verify(BackupMaker.id(1), VerifyLevel.DATA, Progress.NONE)
                        .damages())
                .isEmpty();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Entry find(FileTree tree, TreePath path) throws IOException {
        return Objects.requireNonNull(tree.find(path));
    }
}
