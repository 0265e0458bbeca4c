package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one backup: reads the source for the first store that works, then lets the others copy from it, so that the
 * source is read once. A store that fails does not stop the others. Used once, by one thread.
 */
final class BackupRun {

    private final BackupOrder order;
    private final BackupId id;
    private final Source source;
    private final SourceTrees trees;
    private final PreviousBackups previous;
    private final SourceJudge judge;
    private final StoreRoom room;
    private final Clock clock;
    private final String tool;
    private final OperationContext context;

    private final Map<String, Problem> failures = new LinkedHashMap<>();
    private final Map<String, Long> addedBytes = new LinkedHashMap<>();
    private Capture capture;
    private Notes notes;
    private @Nullable StoredBackup stored;
    private @Nullable Store master;

    BackupRun(
            BackupOrder order,
            BackupId id,
            Source source,
            SourceTrees trees,
            PreviousBackups previous,
            SourceJudge judge,
            StoreRoom room,
            Clock clock,
            String tool,
            OperationContext context) {
        this.order = order;
        this.id = id;
        this.source = source;
        this.trees = trees;
        this.previous = previous;
        this.judge = judge;
        this.room = room;
        this.clock = clock;
        this.tool = tool;
        this.context = context;
        this.capture = new Capture(source, order.components());
        this.notes = order.notes();
    }

    /**
     * Makes it.
     *
     * @throws io.relaybackup.problem.ProblemException when the source gave nothing, or no store could take it; nothing
     *     is kept then
     */
    void run() {
        for (Store store : order.stores()) {
            try {
                if (master == null || stored == null) {
                    context.phase("capture");
                    stored = room.write(store, context, () -> captureInto(store));
                    master = store;
                } else {
                    context.phase("copy to " + store.name());
                    copyInto(store, master, stored.manifest());
                }
            } catch (IOException e) {
                failures.put(store.name(), store.problem(e).withBackup(id.value()));
                context.log("store " + store.name() + ": " + Problems.of(e).detail());
            }
        }
        if (stored == null) {
            throw failures.values().iterator().next().asException();
        }
    }

    private StoredBackup captureInto(Store store) throws IOException {
        Instant started = now();
        Capture reading = new Capture(source, order.components());
        capture = reading;
        notes = order.notes();
        try (BackupDraft draft = store.backups().begin(id)) {
            BackupId parent = order.full() ? null : previous.claim(store, order.componentNames(), context);
            context.log(parent == null ? "reading everything" : "comparing with " + parent);
            try (FileTree tree = openSource(reading)) {
                draft.write(tree, parent, reading, context);
            }
            Manifest manifest = manifest(store, reading, started);
            if (manifest.status() == BackupStatus.FAILED) {
                throw nothingCaptured(manifest).asException();
            }
            judge.judge(
                            new CapturedSource(store, parent, manifest, order.components(), reading.capturedChanges()),
                            context)
                    .ifPresent(suspicion -> notes = notes.withSuspicion(suspicion));
            StoredBackup result = draft.commit(manifest, notes);
            addedBytes.put(store.name(), reading.addedBytes());
            return result;
        }
    }

    private FileTree openSource(Capture reading) throws IOException {
        try {
            return trees.open(order.components(), reading::problem);
        } catch (IOException e) {
            // Trouble with the source is not the store's, so no other store is tried.
            Problem problem = Problems.of(e);
            throw Problem.of(500, "source-unavailable", "The data directory cannot be read: " + problem.code() + ".")
                    .withCode(problem.code())
                    .withBackup(id.value())
                    .asException(e);
        }
    }

    private Problem nothingCaptured(Manifest manifest) {
        for (ComponentResult result : worstFirst(manifest.results())) {
            if (result.error() != null) {
                return Problem.of(
                                500,
                                "nothing-captured",
                                "Not one component could be captured; " + result.name() + ": "
                                        + result.error().message() + ".")
                        .withCode(result.error().code())
                        .withComponent(result.name())
                        .withPath(result.error().path())
                        .withBackup(id.value());
            }
        }
        return Problem.of(
                        500,
                        "nothing-captured",
                        "Not one component is there; is the data directory's volume mounted? Nothing was kept and nothing removed.")
                .withCode("ENOENT")
                .withBackup(id.value());
    }

    /** That something is there and cannot be read is worse than that it is missing. */
    private static List<ComponentResult> worstFirst(List<ComponentResult> results) {
        return results.stream()
                .sorted(Comparator.comparing((ComponentResult r) ->
                        r.error() == null || r.error().code().equals("ENOENT")))
                .toList();
    }

    private Manifest manifest(Store store, Capture reading, Instant started) {
        Path folder = store.folder().orElse(Path.of("/"));
        String backupPath = folder.resolve(id.value()).toString();
        List<ComponentResult> results = reading.results(backupPath);
        return new Manifest(
                id.time(),
                backupPath,
                source.projectRoot().toString(),
                source.dataDirectory().toString(),
                results,
                Manifest.Summary.of(results),
                id,
                Capture.status(results),
                source.host(),
                tool,
                order.trigger(),
                started,
                now(),
                order.componentNames());
    }

    private void copyInto(Store store, Store from, Manifest manifest) throws IOException {
        BackupId parent = order.full() ? null : previous.claim(store, order.componentNames(), context);
        StoreCopy.Size size =
                room.write(store, context, () -> StoreCopy.copy(id, from, store, parent, manifest, notes, context));
        addedBytes.put(store.name(), size.added());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Stores that were to take it and did not, with the reason. */
    Map<String, Problem> failures() {
        return failures;
    }

    /** What is kept; null when nothing is. */
    @Nullable
    StoredBackup stored() {
        return stored;
    }

    BackupOutcome outcome() {
        StoredBackup kept = stored;
        return new BackupOutcome(
                id,
                kept == null ? BackupStatus.FAILED : kept.status(),
                order.trigger(),
                capture.changes(),
                capture.logicalBytes(),
                addedBytes,
                kept == null
                        ? List.of()
                        : kept.manifest().results().stream()
                                .filter(r -> r.status() == ComponentStatus.FAILED)
                                .map(ComponentResult::name)
                                .toList());
    }
}
