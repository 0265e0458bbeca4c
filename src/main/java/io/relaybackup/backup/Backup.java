package io.relaybackup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Notes.Hold;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup with all its copies, as the API shows it.
 *
 * @param timestamp the id's time
 * @param files regular files of the components that succeeded or failed
 * @param bytes of their content
 * @param components the names asked for; empty where the backup is external
 * @param suspect why its source looked wrecked, and what was decided
 * @param operation that makes it, or made it when it failed
 * @param problem why it failed
 * @param deletedAt since when it is in the trash; absent where it is not
 * @param trashUntil when its last copy leaves the trash, if there is room for it until then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Backup(
        String id,
        BackupStatus status,
        Instant timestamp,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        @Nullable String hostname,
        String dataDirectory,
        @Nullable Trigger trigger,
        List<String> components,
        List<Manifest.ComponentResult> results,
        Manifest.Summary summary,
        long files,
        long bytes,
        List<String> tags,
        @Nullable String note,
        @Nullable Hold hold,
        @Nullable Suspicion suspect,
        List<Copy> copies,
        @Nullable String operation,
        @Nullable Problem problem,
        @Nullable Instant deletedAt,
        @Nullable Instant trashUntil) {

    public Backup {
        components = List.copyOf(components);
        results = List.copyOf(results);
        tags = List.copyOf(tags);
        copies = List.copyOf(copies);
    }

    /**
     * One store's holding.
     *
     * @param problem why it is missing or failed, where that is known
     * @param verification the last look at its bytes
     * @param trashUntil where this copy is in the trash: when it leaves
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Copy(
            String store,
            CopyStatus status,
            @Nullable Problem problem,
            @Nullable Verification verification,
            @Nullable Instant trashUntil) {

        /** One that is not in the trash. */
        public Copy(String store, CopyStatus status, @Nullable Problem problem, @Nullable Verification verification) {
            this(store, status, problem, verification, null);
        }
    }

    /** One that is not in the trash. */
    public Backup(
            String id,
            BackupStatus status,
            Instant timestamp,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long durationMs,
            @Nullable String hostname,
            String dataDirectory,
            @Nullable Trigger trigger,
            List<String> components,
            List<Manifest.ComponentResult> results,
            Manifest.Summary summary,
            long files,
            long bytes,
            List<String> tags,
            @Nullable String note,
            @Nullable Hold hold,
            @Nullable Suspicion suspect,
            List<Copy> copies,
            @Nullable String operation,
            @Nullable Problem problem) {
        this(
                id,
                status,
                timestamp,
                startedAt,
                finishedAt,
                durationMs,
                hostname,
                dataDirectory,
                trigger,
                components,
                results,
                summary,
                files,
                bytes,
                tags,
                note,
                hold,
                suspect,
                copies,
                operation,
                problem,
                null,
                null);
    }

    /** What a first holding says, with all copies. */
    static Backup of(StoredBackup stored, List<Copy> copies) {
        Manifest manifest = stored.manifest();
        return of(stored.id().value(), stored.status(), manifest, stored.notes(), copies, null);
    }

    static Backup of(
            String id,
            BackupStatus status,
            Manifest manifest,
            Notes notes,
            List<Copy> copies,
            @Nullable String operation) {
        long files = 0;
        long bytes = 0;
        for (Manifest.ComponentResult result : manifest.results()) {
            files += result.files();
            bytes += result.bytes();
        }
        Instant started = manifest.startedAt();
        Instant finished = manifest.finishedAt();
        return new Backup(
                id,
                status,
                manifest.timestamp(),
                started,
                finished,
                started == null || finished == null
                        ? null
                        : Duration.between(started, finished).toMillis(),
                manifest.hostname(),
                manifest.dataDirectory(),
                manifest.trigger(),
                manifest.components(),
                manifest.results(),
                manifest.summary(),
                files,
                bytes,
                notes.tags(),
                notes.note(),
                notes.hold(),
                notes.suspicion(),
                copies,
                operation,
                null);
    }

    /** What is in the trash of some stores. */
    Backup inTrash(Instant since, Instant until) {
        return new Backup(
                id,
                BackupStatus.DELETED,
                timestamp,
                startedAt,
                finishedAt,
                durationMs,
                hostname,
                dataDirectory,
                trigger,
                components,
                results,
                summary,
                files,
                bytes,
                tags,
                note,
                hold,
                suspect,
                copies,
                operation,
                problem,
                since,
                until);
    }

    boolean isDeleted() {
        return status == BackupStatus.DELETED;
    }

    Backup withCopies(List<Copy> newCopies) {
        return new Backup(
                id,
                status,
                timestamp,
                startedAt,
                finishedAt,
                durationMs,
                hostname,
                dataDirectory,
                trigger,
                components,
                results,
                summary,
                files,
                bytes,
                tags,
                note,
                hold,
                suspect,
                newCopies,
                operation,
                problem,
                deletedAt,
                trashUntil);
    }

    Backup plus(Copy copy) {
        List<Copy> all = new ArrayList<>(copies);
        all.add(copy);
        return withCopies(all);
    }

    public boolean isIn(String store) {
        return copies.stream().anyMatch(c -> c.store().equals(store) && c.status() == CopyStatus.PRESENT);
    }

    /** Whether a store's copy is in its trash; of a backup that was asked for by its id. */
    boolean isInTrashOf(String store) {
        return copies.stream().anyMatch(c -> c.store().equals(store) && c.trashUntil() != null);
    }

    /** Whether the last look at a store's copy found damage. */
    public boolean isKnownDamaged(String store) {
        return copies.stream()
                .filter(copy -> copy.store().equals(store))
                .map(Copy::verification)
                .anyMatch(last -> last != null && !last.intact());
    }
}
