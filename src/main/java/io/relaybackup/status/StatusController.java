package io.relaybackup.status;

import io.relaybackup.backup.Backup;
import io.relaybackup.drill.Drill;
import io.relaybackup.drill.Drills;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.health.BackupWatch;
import io.relaybackup.health.BackupsSeen;
import io.relaybackup.health.ExpectedInterval;
import io.relaybackup.health.SourceWatch;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.status.Status.LastDrill;
import io.relaybackup.status.Status.LastSuccess;
import io.relaybackup.status.Status.RunningOperation;
import io.relaybackup.status.Status.SourceStatus;
import io.relaybackup.status.Status.StoreStatus;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.StoreWatch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how it all is; waits for no disk longer than a moment. */
@RestController
@Tag(name = "Status", description = "How it all is.")
final class StatusController {

    private static final BackupsSeen NOTHING =
            new BackupsSeen(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    private final BackupWatch backups;
    private final StoreWatch stores;
    private final SourceWatch source;
    private final Operations operations;
    private final Drills drills;
    private final ExpectedInterval interval;
    private final Clock clock;

    StatusController(
            BackupWatch backups,
            StoreWatch stores,
            SourceWatch source,
            Operations operations,
            Drills drills,
            ExpectedInterval interval,
            Clock clock) {
        this.backups = backups;
        this.stores = stores;
        this.source = source;
        this.operations = operations;
        this.drills = drills;
        this.interval = interval;
        this.clock = clock;
    }

    @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "getStatus",
            summary = "Shows the whole on one page",
            description =
                    "Last run, last success, overdue or not, stores, last verification, last restore drill, what runs now. "
                            + "It answers 200 also when something is wrong; a monitor that wants a status code asks the health endpoint.")
    Status get() {
        BackupsSeen seen = backups.read().known().orElse(NOTHING);
        Problem sourceProblem = SourceWatch.problemOf(source.read());
        Instant now = clock.instant();
        Optional<Duration> overdue = seen.overdue(now, interval.value());
        return new Status(
                now,
                new SourceStatus(sourceProblem == null, sourceProblem),
                newest(seen),
                seen.lastRun().orElse(null),
                seen.latest().map(latest -> success(latest, now)).orElse(null),
                overdue.isPresent(),
                overdue.map(Duration::toMillis).orElse(null),
                interval.value().map(Duration::toMillis).orElse(null),
                seen.lastVerified().orElse(null),
                seen.undecided().stream().map(Backup::id).toList(),
                drills.last().map(StatusController::drill).orElse(null),
                stores.all().stream().map(StatusController::store).toList(),
                running());
    }

    private static @Nullable String newest(BackupsSeen seen) {
        return seen.all().stream()
                .filter(backup -> backup.status() != BackupStatus.RUNNING)
                .findFirst()
                .map(Backup::id)
                .orElse(null);
    }

    private static LastSuccess success(Backup latest, Instant now) {
        return new LastSuccess(
                latest.id(),
                latest.timestamp(),
                Duration.between(latest.timestamp(), now).toMillis());
    }

    private static LastDrill drill(Drill last) {
        return new LastDrill(last.endedAt(), last.backup(), last.store(), last.outcome(), last.timeToRestoreMs());
    }

    private static StoreStatus store(StoreState state) {
        StoreCondition known = state.condition().value();
        return new StoreStatus(
                state.store().name(),
                state.isReachable(),
                state.problem(),
                known == null ? null : known.backups().size(),
                known == null || !state.isReachable() || known.freeBytes().isEmpty()
                        ? null
                        : known.freeBytes().getAsLong());
    }

    private List<RunningOperation> running() {
        return operations.unfinished().stream()
                .map(operation -> new RunningOperation(
                        operation.id(), operation.type(), operation.backup(), operation.createdAt()))
                .toList();
    }
}
