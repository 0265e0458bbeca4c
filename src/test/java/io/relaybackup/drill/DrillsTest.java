package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.backup.BackupOutcome;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence of drills, over restarts. */
class DrillsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final DrillPlan PLAN = new DrillPlan(Optional.of(Duration.ofDays(7)), OptionalInt.of(3));

    @TempDir
    Path state;

    private HeldDrills open() {
        return new HeldDrills(state, PLAN, 5, List.of("local", "offsite"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static BackupOutcome outcome(BackupStatus status, Trigger trigger) {
        return new BackupOutcome(BackupId.at(NOW), status, trigger, Map.of(), 0, Map.of(), List.of());
    }

    @Test
    void theLastOfEachStoreAndTheLastGoodOneAreKnownAfterARestart() {
        try (HeldDrills held = open()) {
            held.succeed("local", NOW.minusSeconds(300));
            held.fail("local", NOW.minusSeconds(200));
            held.succeed("offsite", NOW.minusSeconds(100));
        }
        try (HeldDrills again = open()) {
            Drills drills = again.drills();

            assertThat(drills.lastJudged("local").map(Drill::outcome)).contains(DrillOutcome.FAILED);
            assertThat(drills.lastJudged("local").map(Drill::problem).map(Problem::status))
                    .contains(507);
            assertThat(drills.lastGood("local").map(Drill::startedAt)).contains(NOW.minusSeconds(300));
            assertThat(drills.last().map(Drill::store)).contains("offsite");
            assertThat(drills.lastTried("local")).contains(NOW.minusSeconds(200));
            assertThat(drills.list(null, null, 10, null)).hasSize(3);
        }
    }

    @Test
    void oneThatTheServiceDiedUnderIsInterruptedAndDoesNotCountAsTried() {
        try (HeldDrills held = open()) {
            held.begin("local", NOW.minusSeconds(10));
        }
        try (HeldDrills again = open()) {
            assertThat(again.drills().list("local", DrillOutcome.INTERRUPTED, 10, null))
                    .hasSize(1);
            assertThat(again.drills().list("local", DrillOutcome.RUNNING, 10, null))
                    .isEmpty();
            assertThat(again.drills().lastTried("local")).isEmpty();
            assertThat(again.drills().lastJudged("local")).isEmpty();
        }
    }

    @Test
    void onlyTheNewestAreRemembered() {
        try (HeldDrills held = open()) {
            for (int i = 0; i < 9; i++) {
                held.succeed("local", NOW.minusSeconds(100 - i));
            }
            assertThat(held.drills().list(null, null, 50, null))
                    .extracting(row -> row.drill().startedAt())
                    .hasSize(5)
                    .startsWith(NOW.minusSeconds(92));
        }
    }

    @Test
    void completeBackupsCountUntilADrillBegins() {
        try (HeldDrills held = open()) {
            held.drills().finished(outcome(BackupStatus.COMPLETE, Trigger.API));
            held.drills().finished(outcome(BackupStatus.COMPLETE, Trigger.SAFETY));
            held.drills().finished(outcome(BackupStatus.INCOMPLETE, Trigger.API));
            held.drills().finished(outcome(BackupStatus.COMPLETE, Trigger.SCHEDULE));
        }
        try (HeldDrills again = open()) {
            assertThat(again.drills().backupsSince()).isEqualTo(2);
            again.drills().begin();
            assertThat(again.drills().backupsSince()).isZero();
        }
        try (HeldDrills again = open()) {
            assertThat(again.drills().backupsSince()).isZero();
        }
    }
}
