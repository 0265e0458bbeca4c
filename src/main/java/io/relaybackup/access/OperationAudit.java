package io.relaybackup.access;

import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.problem.Problem;
import java.time.Clock;
import java.util.Set;

/**
 * Records how what was asked for ended: the call itself is answered with 202 long before. Only of operations that
 * restore, delete or change a store as a whole, whoever asked for them; the service itself is {@code system}.
 */
final class OperationAudit implements OperationListener {

    private static final Set<OperationType> AUDITED = Set.of(
            OperationType.RESTORE,
            OperationType.DRILL,
            OperationType.RETENTION,
            OperationType.DELETE,
            OperationType.PRUNE,
            OperationType.REPAIR,
            OperationType.UNLOCK);

    private final AuditLog log;

    private final Clock clock;

    OperationAudit(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void finished(Operation operation) {
        if (!AUDITED.contains(operation.type())) {
            return;
        }
        Problem problem = operation.problem();
        boolean done = operation.status() == OperationStatus.SUCCEEDED;
        log.record(new AuditEntry(
                clock.instant(),
                operation.actor(),
                "service",
                operation.type().name(),
                "/operations/" + operation.id() + (operation.backup() == null ? "" : " " + operation.backup()),
                problem == null ? 200 : problem.status(),
                done ? AuditOutcome.DONE : AuditOutcome.FAILED,
                null,
                null));
    }
}
