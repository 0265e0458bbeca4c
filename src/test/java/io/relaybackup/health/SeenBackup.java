package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.CopyStatus;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Notes.Hold;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.store.VerifyLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backup as the service would list it, for tests that judge backups without making any. */
public final class SeenBackup {

    private @Nullable Suspicion suspicion;
    private final BackupId id;
    private BackupStatus status = BackupStatus.COMPLETE;
    private List<ComponentResult> results = List.of();
    private @Nullable Hold hold;
    private final List<Backup.Copy> copies = new ArrayList<>();

    private SeenBackup(BackupId id) {
        this.id = id;
    }

    public static SeenBackup at(String time) {
        return new SeenBackup(BackupId.at(Instant.parse(time)));
    }

    public SeenBackup incomplete(String failedComponent) {
        status = BackupStatus.INCOMPLETE;
        results = List.of(new ComponentResult(
                failedComponent,
                "",
                ComponentStatus.FAILED,
                "",
                true,
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                null,
                List.of()));
        return this;
    }

    public SeenBackup external() {
        status = BackupStatus.EXTERNAL;
        return this;
    }

    public SeenBackup held() {
        hold = new Hold("evidence", null);
        return this;
    }

    public SeenBackup in(String store) {
        copies.add(new Backup.Copy(store, CopyStatus.PRESENT, null, null));
        return this;
    }

    public SeenBackup verified(String store, String time, long damages) {
        Verification verification = new Verification(Instant.parse(time), VerifyLevel.DATA, damages == 0, damages);
        copies.add(new Backup.Copy(store, CopyStatus.PRESENT, null, verification));
        return this;
    }

    /** Its source looked wrecked. */
    public SeenBackup suspect(Suspicion what) {
        suspicion = what;
        status = what.state() == Suspicion.State.CLEARED ? status : BackupStatus.SUSPECT;
        return this;
    }

    public Backup make() {
        return new Backup(
                id.value(),
                status,
                id.time(),
                id.time(),
                id.time(),
                0L,
                "relay-1",
                "/srv/data",
                Trigger.API,
                List.of(),
                results,
                Manifest.Summary.of(results),
                0,
                0,
                List.of(),
                null,
                hold,
                suspicion,
                copies,
                null,
                null);
    }
}
