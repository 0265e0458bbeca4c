package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;

import io.relaybackup.engine.store.RetentionPolicy;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.Operation.OperationProgress;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.probe.Reading;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class RotationHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final StoredBackup NEWEST =
            SampleBackup.at("2026-11-23T03:00:00Z").make();
    private static final StoredBackup MIDDLE =
            SampleBackup.at("2026-11-22T03:00:00Z").make();
    private static final StoredBackup OLDEST =
            SampleBackup.at("2026-11-21T03:00:00Z").make();

    private static final Source SOURCE = new Source(
            Path.of(NEWEST.manifest().dataDirectory()),
            Path.of("/"),
            SampleBackup.HOST,
            List.of(component("additional-data"), component("blockchain-data", "blockchain")));

    private static Component component(String name, String... paths) {
        return new Component(name, "", List.of(paths).stream().map(TreePath::of).toList(), false, List.of(), List.of());
    }

    private static StoreState store(List<String> residue, StoredBackup... newestFirst) {
        StoreCondition condition = new StoreCondition(
                List.of(newestFirst), residue, List.of(), OptionalLong.empty(), OptionalLong.empty());
        Store store = new Store(
                "local",
                "directory",
                "/srv/local",
                Optional.empty(),
                Optional.of(RetentionPolicy.keepLast(2)),
                new FakeStore());
        return new StoreState(store, Reading.of(condition, NOW), null, null);
    }

    private static Health judge(StoreState state, OperationType... running) {
        List<Operation> unfinished = List.of(running).stream()
                .map(type -> new Operation(
                        new OperationId("op-" + "0".repeat(26)),
                        type,
                        OperationStatus.RUNNING,
                        "tester",
                        null,
                        null,
                        NOW,
                        NOW,
                        null,
                        0L,
                        new OperationProgress("", 0, 0, -1, -1),
                        null,
                        null,
                        List.of()))
                .toList();
        return RotationHealth.judge(List.of(state), SOURCE, unfinished);
    }

    @Test
    void whatThePolicyKeepsIsUp() {
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE)))
                .is("UP")
                .has("reason", "Retention holds.")
                .has("store local", Map.of("backups", 2));
    }

    @Test
    void aBackupBeyondThePolicyIsDegradedAndNamed() {
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE, OLDEST)))
                .is("DEGRADED")
                .has("reason", "Retention does not hold: store local has 1 backups that retention should have removed.")
                .has(
                        "store local",
                        Map.of("backups", 3, "beyond", List.of(OLDEST.id().value())));
    }

    @Test
    void whileABackupIsMadeItsRetentionIsNotLate() {
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE, OLDEST), OperationType.BACKUP))
                .is("UP");
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE, OLDEST), OperationType.VERIFY))
                .is("DEGRADED");
    }

    @Test
    void aHoldThatEndedAfterTheLastRunWaitsForTheNext() {
        StoredBackup heldUntilLater = SampleBackup.at("2026-11-21T03:00:00Z")
                .held(Instant.parse("2026-11-23T09:00:00Z"))
                .make();
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE, heldUntilLater)))
                .is("UP");
        StoredBackup heldUntilBefore = SampleBackup.at("2026-11-21T03:00:00Z")
                .held(Instant.parse("2026-11-23T02:00:00Z"))
                .make();
        assertThatHealth(judge(store(List.of(), NEWEST, MIDDLE, heldUntilBefore)))
                .is("DEGRADED");
    }

    @Test
    void withoutACompleteBackupNothingIsDue() {
        assertThatHealth(judge(store(
                        List.of(),
                        SampleBackup.at("2026-11-23T03:00:00Z").incomplete().make())))
                .is("UP");
    }

    @Test
    void partialWorkIsDegraded() {
        assertThatHealth(judge(store(List.of("backup-2026-11-23T04-00-00-000Z"), NEWEST)))
                .is("DEGRADED")
                .has("store local", Map.of("backups", 1, "residue", List.of("backup-2026-11-23T04-00-00-000Z")));
    }
}
