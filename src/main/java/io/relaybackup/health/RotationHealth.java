package io.relaybackup.health;

import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.FrozenSource;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.RetentionPlan;
import io.relaybackup.engine.store.RetentionPolicy;
import io.relaybackup.engine.store.RetentionSituation;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationType;
import io.relaybackup.source.Source;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Does retention hold: is nothing left that it should have removed, and nothing that interrupted work left?
 *
 * <p>Retention runs after a complete backup, so what was due then must be gone; what has become due since, such as a
 * hold that ended, waits for the next. While work runs that makes or removes backups, nothing is overdue.
 */
final class RotationHealth {

    private static final int LISTED = 20;

    private static final Set<OperationType> CHANGING =
            EnumSet.of(OperationType.BACKUP, OperationType.COPY, OperationType.RETENTION, OperationType.DELETE);

    private final Source source;
    private final boolean changing;
    private final List<String> reasons = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();
    private final List<FrozenSource> frozen = new ArrayList<>();

    private RotationHealth(Source source, boolean changing) {
        this.source = source;
        this.changing = changing;
    }

    /**
     * Decides by what is known.
     *
     * @param unfinished the operations that run
     */
    static Health judge(List<StoreState> states, Source source, List<Operation> unfinished) {
        boolean changing = unfinished.stream().anyMatch(operation -> CHANGING.contains(operation.type()));
        RotationHealth rotation = new RotationHealth(source, changing);
        for (StoreState state : states) {
            state.condition()
                    .current()
                    .ifPresent(
                            condition -> rotation.frozen.addAll(FrozenSource.in(condition.backups(), source.host())));
        }
        for (StoreState state : states) {
            state.condition().current().ifPresent(condition -> rotation.add(state, condition));
        }
        return rotation.health();
    }

    private void add(StoreState state, StoreCondition condition) {
        String name = state.store().name();
        Map<String, Object> found = new LinkedHashMap<>();
        details.put("store " + name, found);
        found.put("backups", condition.backups().size());
        List<String> left = state.store()
                .policy()
                .map(policy -> leftBeyond(policy, condition.backups()))
                .orElse(List.of());
        if (!left.isEmpty()) {
            found.put("beyond", firstOf(left));
        }
        if (!left.isEmpty() && !changing) {
            reasons.add("store " + name + " has " + left.size() + " backups that retention should have removed");
        }
        if (!condition.residue().isEmpty()) {
            found.put("residue", firstOf(condition.residue()));
            reasons.add("store " + name + " has partial work in it, which POST /maintenance/fix removes");
        }
    }

    private List<String> leftBeyond(RetentionPolicy policy, List<StoredBackup> backups) {
        Optional<Instant> lastDue = backups.stream()
                .filter(backup -> backup.status() == BackupStatus.COMPLETE)
                .map(StoredBackup::manifest)
                .filter(manifest -> manifest.trigger() != Trigger.SAFETY)
                .map(RotationHealth::finished)
                .findFirst();
        if (lastDue.isEmpty() || isThawedSince(lastDue.get(), backups)) {
            return List.of();
        }
        RetentionSituation then = new RetentionSituation(
                lastDue.get(), source.host(), Set.copyOf(source.componentNames()), Set.of(), frozen);
        return RetentionPlan.of(policy, backups, then).removals().stream()
                .map(backup -> backup.id().value())
                .toList();
    }

    /** What was frozen when retention last ran waits for the next. */
    private static boolean isThawedSince(Instant lastDue, List<StoredBackup> backups) {
        return backups.stream()
                .map(backup -> backup.notes().suspicion())
                .anyMatch(suspicion -> suspicion != null
                        && suspicion.decidedAt() != null
                        && suspicion.decidedAt().isAfter(lastDue));
    }

    private static Instant finished(Manifest manifest) {
        Instant finished = manifest.finishedAt();
        return finished == null ? manifest.timestamp() : finished;
    }

    private static List<String> firstOf(List<String> names) {
        return List.copyOf(names.subList(0, Math.min(LISTED, names.size())));
    }

    private Health health() {
        Health.Builder health = reasons.isEmpty()
                ? Degraded.health(Status.UP, "Retention holds.")
                : Degraded.health("Retention does not hold: " + String.join("; ", reasons) + ".");
        return health.withDetails(details).build();
    }
}
