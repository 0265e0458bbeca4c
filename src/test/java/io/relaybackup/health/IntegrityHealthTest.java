package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;

import io.relaybackup.backup.Backup;
import io.relaybackup.probe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class IntegrityHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static Health judge(Optional<Duration> within, Backup... newestFirst) {
        List<Backup> all = List.of(newestFirst);
        Optional<Backup> latest = all.stream().findFirst();
        return IntegrityHealth.judge(
                Reading.of(new BackupsSeen(all, latest, latest, Optional.empty()), NOW), within, NOW);
    }

    @Test
    void backupsThatNobodyVerifiedAreUpAndCounted() {
        assertThatHealth(judge(
                        Optional.empty(),
                        SeenBackup.at("2026-11-23T03:00:00Z").in("local").make()))
                .is("UP")
                .has("reason", "No backup has been verified yet.")
                .has("unverified", 1)
                .hasNo("lastVerified");
    }

    @Test
    void intactBackupsAreUpWithTheTimeOfTheLastVerification() {
        assertThatHealth(judge(
                        Optional.empty(),
                        SeenBackup.at("2026-11-23T03:00:00Z")
                                .verified("local", "2026-11-23T04:00:00Z", 0)
                                .verified("offsite", "2026-11-23T05:00:00Z", 0)
                                .make()))
                .is("UP")
                .has("intact", 2)
                .has("lastVerified", Instant.parse("2026-11-23T05:00:00Z"));
    }

    @Test
    void aNewestBackupWithoutASoundCopyIsDown() {
        assertThatHealth(judge(
                        Optional.empty(),
                        SeenBackup.at("2026-11-23T03:00:00Z")
                                .verified("local", "2026-11-23T04:00:00Z", 3)
                                .make()))
                .is("DOWN")
                .has("damaged", 1)
                .has(
                        "damages",
                        List.of("backup-2026-11-23T03-00-00-000Z in local: 3 damages, found 2026-11-23T04:00:00Z"));
    }

    @Test
    void damageElsewhereIsDegraded() {
        Backup otherCopyLeft = SeenBackup.at("2026-11-23T03:00:00Z")
                .verified("local", "2026-11-23T04:00:00Z", 3)
                .in("offsite")
                .make();
        assertThatHealth(judge(Optional.empty(), otherCopyLeft)).is("DEGRADED").has("unverified", 1);
        Backup sound = SeenBackup.at("2026-11-23T03:00:00Z").in("local").make();
        Backup oldAndDamaged = SeenBackup.at("2026-11-20T03:00:00Z")
                .verified("local", "2026-11-23T04:00:00Z", 1)
                .make();
        assertThatHealth(judge(Optional.empty(), sound, oldAndDamaged)).is("DEGRADED");
    }

    @Test
    void whereVerificationIsExpectedItsAbsenceIsDegraded() {
        Backup verified = SeenBackup.at("2026-11-16T03:00:00Z")
                .verified("local", "2026-11-16T10:00:00Z", 0)
                .make();
        assertThatHealth(judge(Optional.of(Duration.ofDays(7)), verified)).is("UP");
        assertThatHealth(judge(Optional.of(Duration.ofDays(7).minusMillis(1)), verified))
                .is("DEGRADED");
        assertThatHealth(judge(Optional.of(Duration.ofDays(7)))).is("UP");
    }

    @Test
    void externalBackupsAreNotCounted() {
        assertThatHealth(judge(
                        Optional.empty(),
                        SeenBackup.at("2026-11-23T03:00:00Z")
                                .external()
                                .in("local")
                                .make()))
                .is("UP")
                .has("unverified", 0);
    }
}
