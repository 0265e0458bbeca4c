package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.BackupOutcome;
import io.relaybackup.drill.DrillPlan;
import io.relaybackup.drill.HeldDrills;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.probe.Reading;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;

class DrillHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final Duration WEEK = Duration.ofDays(7);

    private static final DrillPlan WEEKLY = new DrillPlan(Optional.of(WEEK), OptionalInt.empty());

    private static final DrillPlan EVERY_SECOND = new DrillPlan(Optional.empty(), OptionalInt.of(2));

    private static final DrillPlan NONE = new DrillPlan(Optional.empty(), OptionalInt.empty());

    @TempDir
    Path state;

    private @Nullable HeldDrills opened;

    private HeldDrills open(DrillPlan plan) {
        HeldDrills held =
                new HeldDrills(state, plan, 10, List.of("local", "offsite"), Clock.fixed(NOW, ZoneOffset.UTC));
        opened = held;
        return held;
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private static Health judge(HeldDrills held, Backup... backups) {
        List<Backup> all = List.of(backups);
        return DrillHealth.judge(
                List.of("local", "offsite"),
                held.drills(),
                Reading.of(new BackupsSeen(all, Optional.empty(), Optional.empty(), Optional.empty()), NOW),
                NOW);
    }

    @Test
    void whereNobodyAskedForDrillsNothingIsWrong() {
        HeldDrills held = open(NONE);

        assertThatHealth(judge(held, SeenBackup.at("2026-01-01T03:00:00Z").make()))
                .is("UP")
                .has("reason", "No restore drill was held yet.");
    }

    @Test
    void oneThatFailedIsDegradedUntilTheNextGoodOne() {
        HeldDrills held = open(NONE);
        held.succeed("local", NOW.minusSeconds(200));
        held.fail("offsite", NOW.minusSeconds(100));

        assertThatHealth(judge(held))
                .is("DEGRADED")
                .has("reason", "The last restore drill failed; store offsite: It needs more.");

        held.succeed("offsite", NOW.minusSeconds(50));
        assertThatHealth(judge(held)).is("UP").has("reason", "The last restore drill succeeded.");
    }

    @Test
    void oneIsOverdueAQuarterAfterItWasDue() {
        HeldDrills held = open(WEEKLY);
        held.succeed("local", NOW);
        held.succeed("offsite", NOW.minus(WEEK.multipliedBy(5).dividedBy(4)));
        assertThatHealth(judge(held)).is("UP");

        held.succeed("offsite", NOW.minus(WEEK.multipliedBy(5).dividedBy(4)).minusSeconds(2));
        assertThatHealth(judge(held)).is("DEGRADED").has("reason", "A restore drill is overdue: store offsite.");
    }

    @Test
    void whereNoneWasHeldYetTheFirstBackupCounts() {
        HeldDrills held = open(WEEKLY);

        assertThatHealth(judge(held)).is("UP");
        assertThatHealth(judge(held, SeenBackup.at("2026-11-20T03:00:00Z").make()))
                .is("UP");
        assertThatHealth(judge(held, SeenBackup.at("2026-11-01T03:00:00Z").make()))
                .is("DEGRADED");
    }

    @Test
    void moreBackupsThanPlannedAreOverdue() {
        HeldDrills held = open(EVERY_SECOND);
        held.succeed("local", NOW);
        for (int i = 0; i < 2; i++) {
            backup(held);
        }
        assertThatHealth(judge(held)).is("UP").has("backupsSince", 2);

        backup(held);

        assertThatHealth(judge(held)).is("DEGRADED");
    }

    private static void backup(HeldDrills held) {
        held.drills()
                .finished(new BackupOutcome(
                        BackupId.at(NOW), BackupStatus.COMPLETE, Trigger.API, Map.of(), 0, Map.of(), List.of()));
    }
}
