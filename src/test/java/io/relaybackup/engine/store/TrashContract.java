package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the trash of every store does. */
public interface TrashContract {

    Instant DELETED = Instant.parse("2026-12-24T18:30:15.123Z");

    /** The store, empty at first. */
    BackupStore store();

    /** The same store, as another start of the service would find it; the former is closed. */
    BackupStore reopened() throws IOException;

    /** A store of the same kind elsewhere, empty. */
    BackupStore other() throws IOException;

    /** Something to back up, empty at first. */
    LiveFolder live();

    /** What holds of a store. */
    interface Claim {
        void on(BackupStore store) throws IOException;
    }

    private void nowAndAfterTheNextStart(Claim claim) throws IOException {
        claim.on(store());
        claim.on(reopened());
    }

    private LiveFolder two() throws IOException {
        LiveFolder live = live().file("shared", "the same ".repeat(5000)).file("changing", "1");
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        live.file("changing", "22");
        BackupMaker.make(store(), BackupMaker.id(2), live, BackupMaker.id(1));
        return live;
    }

    private static void assertWhole(BackupStore store, BackupId id) throws IOException {
        store.checkRecords(id);
        assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages()).isEmpty();
    }

    @Test
    default void aDiscardedBackupIsInTheTrashAndNotListed() throws IOException {
        two();
        StoredBackup before = store().get(BackupMaker.id(1));

        StoredBackup discarded = store().discard(BackupMaker.id(1), DELETED.plusNanos(999_999));

        assertThat(discarded).isEqualTo(before.withDeleted(DELETED));
        nowAndAfterTheNextStart(each -> {
            assertThat(each.list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(2));
            assertThat(each.trash()).containsExactly(discarded);
            assertThat(each.get(BackupMaker.id(1))).isEqualTo(discarded);
            assertThat(each.residue()).isEmpty();
            assertThat(each.cleanUp()).isEmpty();
        });
    }

    @Test
    default void whatIsInTheTrashIsReadLikeAnyOther() throws IOException {
        two();
        byte[] manifest = store().manifest(BackupMaker.id(1));
        String before;
        try (FileTree tree = store().open(BackupMaker.id(1))) {
            before = String.join("\n", TreeText.of(tree));
        }
        store().discard(BackupMaker.id(1), DELETED);
        assertWhole(reopened(), BackupMaker.id(1));
        assertThat(store().manifest(BackupMaker.id(1))).isEqualTo(manifest);
        try (FileTree tree = store().open(BackupMaker.id(1))) {
            assertThat(String.join("\n", TreeText.of(tree))).isEqualTo(before);
        }
    }

    @Test
    default void whatSharesItsContentStaysWholeWhenItGoesAndWhenItIsGone() throws IOException {
        LiveFolder live = two();
        store().discard(BackupMaker.id(1), DELETED);
        assertWhole(store(), BackupMaker.id(2));
        BackupMaker.make(store(), BackupMaker.id(3), live, BackupMaker.id(2));
        store().purge(BackupMaker.id(1));
        assertWhole(reopened(), BackupMaker.id(2));
        assertWhole(store(), BackupMaker.id(3));
        assertThat(store().trash()).isEmpty();
        assertThat(store().residue()).isEmpty();
        assertUnknown(BackupMaker.id(1));
    }

    private void assertUnknown(BackupId id) {
        assertThatThrownBy(() -> store().get(id)).isInstanceOf(BackupNotFoundException.class);
        assertThatThrownBy(() -> store().open(id)).isInstanceOf(BackupNotFoundException.class);
    }

    @Test
    default void anUndeletedBackupIsAsItWas() throws IOException {
        two();
        Notes.Hold hold = new Notes.Hold("evidence", null);
        store().annotate(BackupMaker.id(1), notes -> notes.withTags(List.of("x=1")));
        StoredBackup before =
                store().annotate(BackupMaker.id(1), notes -> notes.withNote("n").withHold(hold));
        store().discard(BackupMaker.id(1), DELETED);

        StoredBackup back = reopened().undelete(BackupMaker.id(1));

        assertThat(back).isEqualTo(before);
        nowAndAfterTheNextStart(each -> {
            assertThat(each.list()).hasSize(2).contains(before);
            assertThat(each.trash()).isEmpty();
            assertThat(each.residue()).isEmpty();
        });
        assertWhole(store(), BackupMaker.id(1));
        store().discard(BackupMaker.id(1), DELETED.plusSeconds(60));
        assertThat(reopened().trash()).extracting(StoredBackup::deleted).containsExactly(DELETED.plusSeconds(60));
    }

    @Test
    default void notesOfOneInTheTrashChangeAndItStaysThere() throws IOException {
        two();
        store().discard(BackupMaker.id(1), DELETED);
        Notes.Verification found = new Notes.Verification(DELETED.plusSeconds(5), VerifyLevel.DATA, false, 3);
        store().annotate(BackupMaker.id(1), notes -> notes.withNote("late").withVerification(found));
        nowAndAfterTheNextStart(each -> {
            assertThat(each.trash()).singleElement().satisfies(backup -> {
                assertThat(backup.deleted()).isEqualTo(DELETED);
                assertThat(backup.notes()).isEqualTo(new Notes(List.of(), "late", null, found));
            });
            assertThat(each.list()).hasSize(1);
        });
    }

    @Test
    default void anIdInTheTrashCanBeTakenAgainAndTheTwoAreToldApart() throws IOException {
        two();
        store().discard(BackupMaker.id(1), DELETED);
        live().file("another", "content");

        StoredBackup again = BackupMaker.make(store(), BackupMaker.id(1), live(), null);

        assertThat(again.deleted()).isNull();
        nowAndAfterTheNextStart(each -> {
            assertThat(each.list()).hasSize(2).contains(again);
            assertThat(each.trash()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(1));
            assertThat(each.get(BackupMaker.id(1))).isEqualTo(again);
            try (FileTree tree = each.open(BackupMaker.id(1))) {
                assertThat(TreeText.of(tree).toString()).contains("another");
            }
        });
        assertThatThrownBy(() -> store().undelete(BackupMaker.id(1))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store().trash()).hasSize(1);

        store().discard(BackupMaker.id(1), DELETED.plusSeconds(1));

        assertThat(reopened().trash()).extracting(StoredBackup::deleted).containsExactly(DELETED.plusSeconds(1));
        try (FileTree tree = store().open(BackupMaker.id(1))) {
            assertThat(TreeText.of(tree).toString()).contains("another");
        }
        assertThat(store().residue()).isEmpty();
    }

    @Test
    default void purgingTakesOnlyWhatIsInTheTrashAndRemovingOnlyWhatIsNot() throws IOException {
        two();
        assertThatThrownBy(() -> store().purge(BackupMaker.id(1))).isInstanceOf(BackupNotFoundException.class);
        assertThatThrownBy(() -> store().undelete(BackupMaker.id(1))).isInstanceOf(BackupNotFoundException.class);
        store().discard(BackupMaker.id(1), DELETED);
        assertThatThrownBy(() -> store().remove(BackupMaker.id(1))).isInstanceOf(BackupNotFoundException.class);
        assertThatThrownBy(() -> store().discard(BackupMaker.id(1), DELETED))
                .isInstanceOf(BackupNotFoundException.class);
        assertThatThrownBy(() -> store().discard(BackupMaker.id(7), DELETED))
                .isInstanceOf(BackupNotFoundException.class);
        assertThatThrownBy(() -> store().purge(BackupMaker.id(7))).isInstanceOf(BackupNotFoundException.class);
        BackupMaker.make(store(), BackupMaker.id(1), live().file("another", "x"), null);
        store().purge(BackupMaker.id(1));
        assertThat(reopened().list()).hasSize(2);
        assertThat(store().trash()).isEmpty();
        assertWhole(store(), BackupMaker.id(1));
    }

    @Test
    default void whatIsInTheTrashIsMeasuredApart() throws IOException {
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        LiveFolder live = live().file("old", random);
        BackupMaker.make(store(), BackupMaker.id(1), live, null);
        new Random(2).nextBytes(random);
        BackupMaker.make(store(), BackupMaker.id(2), live.file("old", random), BackupMaker.id(1));
        StoreUsage before = store().usage();
        assertThat(before.trashed()).isEmpty();

        store().discard(BackupMaker.id(1), DELETED);

        StoreUsage usage = store().usage();
        assertThat(usage.trashed()).containsOnlyKeys(BackupMaker.id(1));
        assertThat(usage.trashedBytes()).isBetween(100_000L, 110_000L);
        assertThat(usage.stored()).isBetween(200_000L, 240_000L);
        assertThat(usage.logical()).isBetween(100_000L, 120_000L).isLessThan(before.logical());
        assertThat(usage.added()).containsOnlyKeys(BackupMaker.id(2));
    }

    @Test
    default void changesAtTheSameTimeFollowEachOther() throws Exception {
        two();
        BackupId id = BackupMaker.id(1);
        int writers = 3;
        int rounds = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        List<Future<?>> all = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            String name = "w" + writer;
            all.add(threads.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    String tag = name + "=" + round;
                    store().annotate(id, notes -> {
                        List<String> tags = new ArrayList<>(notes.tags());
                        tags.add(tag);
                        return notes.withTags(tags);
                    });
                }
                return null;
            }));
        }
        all.add(threads.submit(() -> {
            for (int round = 0; round < rounds; round++) {
                store().discard(id, DELETED.plusSeconds(round));
                store().undelete(id);
            }
            return null;
        }));
        threads.shutdown();
        for (Future<?> each : all) {
            each.get();
        }
        nowAndAfterTheNextStart(each -> {
            assertThat(each.list()).hasSize(2);
            assertThat(each.trash()).isEmpty();
            assertThat(each.get(id).notes().tags()).hasSize(writers * rounds);
            assertThat(each.residue()).isEmpty();
        });
    }

    @Test
    default void oneFromTheTrashCanBeCopiedToAnotherStore() throws IOException {
        two();
        store().discard(BackupMaker.id(1), DELETED);
        try (BackupStore other = other();
                FileTree tree = store().open(BackupMaker.id(1))) {
            BackupMaker.make(other, BackupMaker.id(1), tree, null, new RecordingListener());
            assertWhole(other, BackupMaker.id(1));
            assertThat(other.trash()).isEmpty();
        }
    }
}
