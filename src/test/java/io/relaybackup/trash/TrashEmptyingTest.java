package io.relaybackup.trash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.operation.Claim;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrashEmptyingTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final FakeStore fake = new FakeStore().with(day(1), day(2), day(3), day(4), day(5));
    private final Store store = fake.called("local");
    private final RecordedWork work = new RecordedWork();
    private long free = 1000;

    private static StoredBackup day(int day) {
        return SampleBackup.at("2026-03-0" + day + "T03:00:00Z").make();
    }

    private static BackupId id(int day) {
        return day(day).id();
    }

    /** Deletes backups, each an hour after the one before; the last an hour ago. */
    private void delete(int... days) throws IOException {
        for (int i = 0; i < days.length; i++) {
            fake.discard(id(days[i]), NOW.minus(Duration.ofHours(days.length - i)));
        }
    }

    private TrashEmptying emptying(Duration keep) {
        // Each that goes gives back a hundred bytes.
        return new TrashEmptying(new Trash(keep, clock), any -> free - 100L * freed(), clock);
    }

    private long freed() {
        return work.log.stream().filter(line -> line.contains("freed")).count();
    }

    private List<BackupId> left() throws IOException {
        return fake.trash().stream().map(StoredBackup::id).toList();
    }

    @Test
    void whatWasThereForLongEnoughLeaves() throws IOException {
        delete(4, 1, 2);
        assertThat(emptying(Duration.ofHours(2)).removeExpired(store, work).freed())
                .containsExactly(id(4).value(), id(1).value());
        assertThat(left()).containsExactly(id(2));
        assertThat(work.log)
                .containsExactly(
                        "local: freed " + id(4) + ", in the trash since 2026-03-10T09:00:00Z",
                        "local: freed " + id(1) + ", in the trash since 2026-03-10T10:00:00Z");
        assertThat(fake.list()).hasSize(2);
    }

    @Test
    void whileSomebodyHasToDecideAboutASuspectNothingOfItsSourceLeavesUnlessTheStoreIsFull() throws IOException {
        delete(4, 1);
        fake.with(SampleBackup.at("2026-03-06T03:00:00Z")
                .suspect(Suspicion.State.SUSPECT)
                .make());
        TrashEmptying emptying = emptying(Duration.ofMinutes(1));
        free = 0;
        assertThat(emptying.due(store)).isEmpty();
        assertThat(emptying.removeExpired(store, work).freed()).isEmpty();
        free = 50;
        assertThat(emptying.due(store)).hasSize(2);
        assertThat(emptying.makeRoom(store, work).freed()).containsExactly(id(4).value());
        fake.annotate(id(6), notes -> notes.withSuspicion(null));
        assertThat(emptying.removeExpired(store, work).freed()).containsExactly(id(1).value());
    }

    @Test
    void aNearlyFullStoreEmptiesAsMuchAsItNeedsOldestDeletionFirst() throws IOException {
        delete(4, 1, 2);
        free = 150;
        assertThat(emptying(Duration.ofDays(3)).makeRoom(store, work).freed())
                .containsExactly(id(4).value(), id(1).value());
        assertThat(left()).containsExactly(id(2));
        assertThat(work.log.get(0))
                .isEqualTo("local: the next backup needs 150 bytes more than are free, so the trash is emptied,"
                        + " oldest first");
    }

    @Test
    void aStoreWithRoomKeepsItsTrash() throws IOException {
        delete(4, 1, 2);
        free = 0;
        assertThat(emptying(Duration.ofDays(3)).makeRoom(store, work).freed()).isEmpty();
        assertThat(emptying(Duration.ofDays(3)).due(store)).isEmpty();
        assertThat(work.log).isEmpty();
        free = 1;
        assertThat(emptying(Duration.ofDays(3)).due(store)).hasSize(3);
    }

    @Test
    void whatIsInUseOrHeldOrStuckStaysAndTheOthersGo() throws IOException {
        delete(4, 1, 2, 3);
        work.held.add(Claim.changing(id(4)));
        fake.annotate(id(1), notes -> notes.withHold(new io.relaybackup.engine.store.Notes.Hold("evidence", null)));
        fake.keeping(id(2), new AccessDeniedException("backup"));
        EmptyingReport report = emptying(Duration.ofDays(3)).makeAllRoom(store, work);
        assertThat(report.freed()).containsExactly(id(3).value());
        assertThat(report.failures()).extracting(Problem::code).containsExactly("EACCES");
        assertThat(left()).containsExactly(id(4), id(2), id(1));
    }

    @Test
    void whatWasUndeletedSinceAndDeletedAgainStays() throws IOException {
        delete(4);
        work.onClaim = () -> {
            try {
                fake.undelete(id(4));
                fake.discard(id(4), NOW);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        assertThat(emptying(Duration.ofMinutes(1)).removeExpired(store, work).freed())
                .isEmpty();
        assertThat(left()).containsExactly(id(4));
    }

    @Test
    void aStoreThatIsAwayIsReported() throws IOException {
        delete(4);
        fake.fail(new StoreUnavailableException("gone", null));
        assertThat(emptying(Duration.ZERO).removeExpired(store, work).failures())
                .extracting(Problem::store)
                .containsExactly("local");
    }

    @Test
    void withoutATrashADeletionIsForGood() throws IOException {
        assertThat(new Trash(Duration.ZERO, clock).delete(store, id(1))).isEmpty();
        assertThat(fake.trash()).isEmpty();
        assertThat(fake.list()).hasSize(4);
    }

    @Test
    void aDeletedBackupIsThereAsLongAsConfigured() throws IOException {
        Trash trash = new Trash(Duration.ofDays(3), clock);
        assertThat(trash.delete(store, id(1))).contains(NOW.plus(Duration.ofDays(3)));
        assertThat(new Trash(Duration.ofDays(1), clock).of(store))
                .extracting(TrashedBackup::until)
                .containsExactly(NOW.plus(Duration.ofDays(1)));
    }

    /** Only where there is no room it would leave the trash at once. */
    @Test
    void otherTroubleWithTheTrashDeletesNothing() throws IOException {
        for (String reason : List.of("Input/output error", "Read-only file system", "Permission denied")) {
            FakeStore broken = failing(reason);
            Store called = broken.called("broken");
            assertThatThrownBy(() -> new Trash(Duration.ofDays(3), clock).delete(called, id(1)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(reason);
            assertThat(broken.list()).hasSize(1);
        }
    }

    private static FakeStore failing(String reason) {
        return new FakeStore() {
            @Override
            public StoredBackup discard(BackupId id, Instant at) throws IOException {
                throw new FileSystemException("notes.json", null, reason);
            }
        }.with(day(1));
    }

    @Test
    void aStoreThatIsTooFullForItsTrashRemovesAtOnce() throws IOException {
        FakeStore full = failing("No space left on device");
        assertThat(new Trash(Duration.ofDays(3), clock).delete(full.called("full"), id(1)))
                .isEmpty();
        assertThat(full.list()).isEmpty();
    }
}
