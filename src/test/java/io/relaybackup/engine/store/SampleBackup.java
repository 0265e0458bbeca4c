package io.relaybackup.engine.store;

import io.relaybackup.engine.store.Manifest.ComponentResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backup as a store would list it, for tests that decide on backups without making any. */
final class SampleBackup {

    static final String HOST = "relay-1";
    static final List<String> COMPONENTS = List.of("additional-data", "blockchain-data");

    private final BackupId id;
    private String host = HOST;
    private String dataDirectory = "/srv/relay/data";
    private List<String> components = COMPONENTS;
    private List<ComponentResult> results = List.of();
    private BackupStatus status = BackupStatus.COMPLETE;
    private Trigger trigger = Trigger.API;
    private List<String> tags = List.of();
    private Notes.@Nullable Hold hold;

    private SampleBackup(BackupId id) {
        this.id = id;
    }

    static SampleBackup at(String time) {
        return new SampleBackup(BackupId.at(Instant.parse(time)));
    }

    static SampleBackup called(String id) {
        return new SampleBackup(new BackupId(id));
    }

    SampleBackup host(String value) {
        host = value;
        return this;
    }

    SampleBackup dataDirectory(String value) {
        dataDirectory = value;
        return this;
    }

    SampleBackup components(String... values) {
        components = List.of(values);
        return this;
    }

    SampleBackup incomplete() {
        status = BackupStatus.INCOMPLETE;
        return this;
    }

    SampleBackup safety() {
        trigger = Trigger.SAFETY;
        return this;
    }

    SampleBackup tagged(String... values) {
        tags = List.of(values);
        return this;
    }

    SampleBackup held(@Nullable Instant until) {
        hold = new Notes.Hold("evidence", until);
        return this;
    }

    SampleBackup withFailedComponent() {
        results = List.of(new ComponentResult(
                "voting-data",
                "",
                ComponentStatus.FAILED,
                "",
                false,
                List.of("voting"),
                List.of(),
                List.of(),
                0,
                0,
                null,
                List.of()));
        return this;
    }

    StoredBackup make() {
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
                new Notes(tags, null, hold, null),
                false);
    }

    /** As the script made them: neither host nor components nor status. */
    StoredBackup makeExternal() {
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
                new Notes(tags, null, hold, null),
                true);
    }
}
