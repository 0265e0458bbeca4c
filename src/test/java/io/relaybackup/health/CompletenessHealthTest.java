package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;

import io.relaybackup.backup.Backup;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.probe.Reading;
import io.relaybackup.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class CompletenessHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Backup OLD = SeenBackup.at("2026-11-22T03:00:00Z").make();
    private static final Backup YOUNG = SeenBackup.at("2026-11-23T03:00:00Z").make();
    private static final Optional<Duration> DAILY = Optional.of(Duration.ofHours(26));

    private List<String> away = List.of();

    private Health judge(Optional<Duration> interval, BackupsSeen seen) {
        return CompletenessHealth.judge(Reading.of(seen, NOW), away, interval, NOW);
    }

    private static BackupsSeen seen(Optional<Backup> newest, Optional<Backup> latest, Optional<LastRun> run) {
        return new BackupsSeen(List.of(), newest, latest, run);
    }

    private static BackupsSeen seen(Backup latest) {
        return seen(Optional.of(latest), Optional.of(latest), Optional.of(LastRun.of(latest)));
    }

    private static LastRun failedRun(String at) {
        return new LastRun(
                Instant.parse(at),
                OperationStatus.FAILED,
                null,
                null,
                Problem.of(507, "no-space", "The disk is full."));
    }

    @Test
    void aYoungCompleteBackupIsUp() {
        assertThatHealth(judge(DAILY, seen(YOUNG)))
                .is("UP")
                .has("latest", "backup-2026-11-23T03-00-00-000Z")
                .has("ageMs", Duration.ofHours(7).toMillis())
                .has("expectedIntervalMs", Duration.ofHours(26).toMillis());
    }

    @Test
    void withoutAnExpectedIntervalNoAgeIsTooMuch() {
        assertThatHealth(judge(Optional.empty(), seen(OLD))).is("UP").hasNo("expectedIntervalMs");
    }

    @Test
    void anOverdueBackupIsDownAndSaysByHowMuch() {
        assertThatHealth(judge(DAILY, seen(OLD)))
                .is("DOWN")
                .has("reason", "The newest complete backup is too old.")
                .has("overdueByMs", Duration.ofHours(5).toMillis());
    }

    @Test
    void aBackupExactlyAsOldAsExpectedIsNotOverdue() {
        assertThatHealth(judge(Optional.of(Duration.ofHours(7)), seen(YOUNG))).is("UP");
        assertThatHealth(judge(Optional.of(Duration.ofHours(7).minusMillis(1)), seen(YOUNG)))
                .is("DOWN");
    }

    @Test
    void noBackupYetIsDegraded() {
        assertThatHealth(judge(DAILY, seen(Optional.empty(), Optional.empty(), Optional.empty())))
                .is("DEGRADED")
                .has("reason", "There is no complete backup yet.");
    }

    @Test
    void noBackupWhileAStoreIsAwaySaysThatItCannotBeTold() {
        away = List.of("offsite");
        assertThatHealth(judge(DAILY, seen(Optional.empty(), Optional.empty(), Optional.empty())))
                .is("DEGRADED")
                .has("reason", "There is no complete backup in the stores that answer; [offsite] are away.");
    }

    @Test
    void anIncompleteNewestBackupNamesWhatFailed() {
        Backup incomplete =
                SeenBackup.at("2026-11-23T04:00:00Z").incomplete("voting-data").make();
        assertThatHealth(judge(
                        DAILY, seen(Optional.of(incomplete), Optional.of(YOUNG), Optional.of(LastRun.of(incomplete)))))
                .is("DEGRADED")
                .has("reason", "The newest backup is not complete: voting-data failed.")
                .has("newest", incomplete.id())
                .has("latest", YOUNG.id());
        assertThatHealth(judge(DAILY, seen(Optional.of(incomplete), Optional.empty(), Optional.empty())))
                .is("DEGRADED")
                .has("reason", "There is no complete backup; of the newest, voting-data failed.");
    }

    @Test
    void aRunThatKeptNothingIsDegradedUntilOneSucceeds() {
        assertThatHealth(judge(
                        DAILY,
                        seen(Optional.of(YOUNG), Optional.of(YOUNG), Optional.of(failedRun("2026-11-23T09:00:00Z")))))
                .is("DEGRADED")
                .has("reason", "The last run did not succeed: The disk is full.");
        assertThatHealth(judge(
                        DAILY,
                        seen(Optional.of(YOUNG), Optional.of(YOUNG), Optional.of(failedRun("2026-11-23T02:00:00Z")))))
                .is("UP");
        assertThatHealth(judge(
                        DAILY,
                        seen(Optional.empty(), Optional.empty(), Optional.of(failedRun("2026-11-23T02:00:00Z")))))
                .is("DEGRADED")
                .has("reason", "There is no complete backup. The last run did not succeed: The disk is full.");
    }

    @Test
    void storesThatNeverAnsweredAreDegraded() {
        Health health = CompletenessHealth.judge(
                Reading.failed(new TimeoutException("no answer")), List.of("local"), DAILY, NOW);
        assertThatHealth(health).is("DEGRADED").has("reason", "It cannot be told: the stores do not answer.");
    }
}
