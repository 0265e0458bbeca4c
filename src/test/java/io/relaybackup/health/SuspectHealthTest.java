package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;

import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.engine.store.Suspicion.Reason;
import io.relaybackup.engine.store.Suspicion.State;
import io.relaybackup.probe.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class SuspectHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final Suspicion SUSPICION =
            Suspicion.of(List.of(new Reason("user-data", "files-removed", "9 of 9 files are gone")));

    private static Health judge(Backup... backups) {
        return SuspectHealth.judge(Reading.of(
                new BackupsSeen(List.of(backups), Optional.empty(), Optional.empty(), Optional.empty()), NOW));
    }

    @Test
    void oneThatNobodyDecidedAboutIsDegradedWithItsReasons() {
        assertThatHealth(judge(
                        SeenBackup.at("2026-11-23T03:00:00Z").suspect(SUSPICION).make(),
                        SeenBackup.at("2026-11-22T03:00:00Z").make()))
                .is("DEGRADED")
                .has("undecided", 1)
                .has(
                        "suspects",
                        Map.of("backup-2026-11-23T03-00-00-000Z", List.of("user-data: 9 of 9 files are gone")));
    }

    @Test
    void decidedOnesAreNot() {
        assertThatHealth(judge(
                        SeenBackup.at("2026-11-23T03:00:00Z")
                                .suspect(SUSPICION.decided(State.CONFIRMED, NOW))
                                .make(),
                        SeenBackup.at("2026-11-22T03:00:00Z")
                                .suspect(SUSPICION.decided(State.CLEARED, NOW))
                                .make()))
                .is("UP")
                .has("confirmed", 1L);
    }
}
