package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationProperties;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** With which backup a new one is compared. */
class BaselinesTest {

    private static final String COMPONENT = "blockchain-data";

    private static final Component REST =
            new Component(Component.ADDITIONAL, "", List.of(), false, List.of(), List.of());

    private final FakeStore first = new FakeStore();
    private final FakeStore second = new FakeStore();
    private final Store local = first.called("local");
    private final Store offsite = second.called("offsite");

    @TempDir
    Path temp;

    private StateDatabase database;
    private Operations operations;
    private Baselines baselines;

    @BeforeEach
    void open() {
        database = StateDatabase.open(temp, Clock.systemUTC(), List.of(Operations.SCHEMA));
        operations = Operations.open(
                database, JsonMapper.builder().build(), Clock.systemUTC(), OperationProperties.DEFAULTS, List.of());
        Source source = new Source(Path.of("/srv/relay/data"), Path.of("/srv/relay"), SampleBackup.HOST, List.of(REST));
        baselines = new Baselines(new Stores(List.of(local, offsite)), source, operations);
    }

    @AfterEach
    void close() {
        database.close();
        operations.close();
    }

    private static SampleBackup day(int day) {
        return SampleBackup.at("2026-03-0" + day + "T03:00:00Z")
                .dataDirectory("/srv/relay/data")
                .holding(day, 100L * day);
    }

    private Optional<StoredBackup> newest() {
        return baselines
                .newest(COMPONENT, local, Instant.parse("2026-03-08T03:00:00Z"))
                .map(Baseline::backup);
    }

    @Test
    void theNewestGoodOneCounts() {
        first.with(day(1).make(), day(2).make(), day(3).make());
        assertThat(newest()).contains(day(3).make());
    }

    @Test
    void onesThatProveNothingAreLeftOut() {
        first.with(
                day(1).make(),
                day(2).suspect(Suspicion.State.SUSPECT).make(),
                day(3).suspect(Suspicion.State.CONFIRMED).make(),
                day(4).incomplete().make(),
                day(5).safety().make(),
                day(6).host("another").make(),
                day(7).dataDirectory("/srv/another/data").make(),
                day(9).make());
        assertThat(newest()).contains(day(1).make());
    }

    @Test
    void oneThatSomebodyClearedCounts() {
        StoredBackup cleared = day(2).suspect(Suspicion.State.CLEARED).make();
        first.with(day(1).make(), cleared);
        assertThat(newest()).contains(cleared);
    }

    @Test
    void oneWithoutTheComponentDoesNotStandForIt() {
        first.with(day(1).make(), day(2).withFailedComponent().make());
        assertThat(newest()).contains(day(1).make());
        assertThat(baselines.newest("voting-data", local, Instant.MAX)).isEmpty();
    }

    @Test
    void itIsReadFromThePreferredStoreAndFromAnyOther() {
        first.with(day(1).make());
        second.with(day(1).make(), day(2).make());
        assertThat(baselines.newest(COMPONENT, local, Instant.parse("2026-03-02T00:00:00Z")))
                .contains(new Baseline(local, day(1).make()));
        assertThat(baselines.newest(COMPONENT, local, Instant.MAX)).contains(new Baseline(offsite, day(2).make()));
        second.fail(new StoreUnavailableException("away", null));
        assertThat(baselines.newest(COMPONENT, local, Instant.MAX)).contains(new Baseline(local, day(1).make()));
    }

    @Test
    void goingBackIsKnownAlsoWhereAKillInterruptedItAndAStartFinishedIt() {
        first.with(day(1).make(), day(2).make());
        CountDownLatch begun = new CountDownLatch(1);
        Operation restore = operations.start(
                new OperationRequest(
                        OperationType.RESTORE, "admin", day(1).make().id(), null, Set.of()),
                context -> {
                    begun.countDown();
                    while (true) {
                        context.checkCancelled();
                        Thread.sleep(5);
                    }
                });
        await(begun);
        close(); // as if killed: no end is recorded
        open();
        assertThat(restored()).isEmpty();

        operations.amend(
                restore.id(),
                OperationStatus.SUCCEEDED,
                Map.of("outcome", "restored", "backup", day(1).make().id().value()),
                "Finished at start-up.");

        assertThat(restored()).contains(day(1).make());
    }

    private Optional<StoredBackup> restored() {
        return baselines.restored(COMPONENT, local, day(2).make().time()).map(Baseline::backup);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
