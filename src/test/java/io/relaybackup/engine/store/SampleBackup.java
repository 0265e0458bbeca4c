package io.relaybackup.engine.store;

import io.relaybackup.engine.store.Manifest.ComponentResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backup as a store would list it, for tests that decide on backups without making any. */
public final class SampleBackup {

    public static final String HOST = "relay-1";
    public static final List<String> COMPONENTS = List.of("additional-data", "blockchain-data");

    private final BackupId id;
    private String host = HOST;
    private String dataDirectory = "/srv/relay/data";
    private List<String> components = COMPONENTS;
    private List<ComponentResult> results = List.of();
    private BackupStatus status = BackupStatus.COMPLETE;
    private Trigger trigger = Trigger.API;
    private List<String> tags = List.of();
    private Notes.@Nullable Hold hold;
    private Notes.@Nullable Verification verification;
    private @Nullable Suspicion suspicion;

    private SampleBackup(BackupId id) {
        this.id = id;
    }

    public static SampleBackup at(String time) {
        return new SampleBackup(BackupId.at(Instant.parse(time)));
    }

    public static SampleBackup called(String id) {
        return new SampleBackup(new BackupId(id));
    }

    public SampleBackup host(String value) {
        host = value;
        return this;
    }

    public SampleBackup dataDirectory(String value) {
        dataDirectory = value;
        return this;
    }

    public SampleBackup components(String... values) {
        components = List.of(values);
        return this;
    }

    public SampleBackup incomplete() {
        status = BackupStatus.INCOMPLETE;
        return this;
    }

    public SampleBackup safety() {
        trigger = Trigger.SAFETY;
        return this;
    }

    public SampleBackup tagged(String... values) {
        tags = List.of(values);
        return this;
    }

    public SampleBackup held(@Nullable Instant until) {
        hold = new Notes.Hold("evidence", until);
        return this;
    }

    public SampleBackup verified(String time, VerifyLevel level, long damages) {
        verification = new Notes.Verification(Instant.parse(time), level, damages == 0, damages);
        return this;
    }

    /** Its source looked wrecked. */
    public SampleBackup suspect(Suspicion.State state) {
        Suspicion found = Suspicion.of(List.of(new Suspicion.Reason("user-data", "files-removed", "9 of 9")));
        suspicion = state == Suspicion.State.SUSPECT ? found : found.decided(state, id.time());
        return this;
    }

    /** One component has this much. */
    public SampleBackup holding(long files, long bytes) {
        results = List.of(result("blockchain-data", ComponentStatus.SUCCESS, files, bytes));
        return this;
    }

    public SampleBackup withFailedComponent() {
        results = List.of(result("voting-data", ComponentStatus.FAILED, 0, 0));
        return this;
    }

    private static ComponentResult result(String name, ComponentStatus resultStatus, long files, long bytes) {
        return new ComponentResult(
                name, "", resultStatus, "", false, List.of(), List.of(), List.of(), files, bytes, null, List.of());
    }

    public StoredBackup make() {
        return new StoredBackup(
                id,
                new Manifest(
                        id.time(),
                        "/srv/relay/backups/" + id,
                        "/srv/relay",
                        dataDirectory,
                        results,
                        Manifest.Summary.of(results),
                        id,
                        status,
                        host,
                        "relay-backup test",
                        trigger,
                        id.time(),
                        id.time(),
                        components),
                new Notes(tags, null, hold, verification, suspicion),
                false);
    }

    /** As the script made them: neither host nor components nor status. */
    public StoredBackup makeExternal() {
        return new StoredBackup(
                id,
                new Manifest(
                        id.time(),
                        "/srv/relay/backups/" + id,
                        "/srv/relay",
                        dataDirectory,
                        results,
                        Manifest.Summary.of(results),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of()),
                new Notes(tags, null, hold, verification),
                true);
    }
}
