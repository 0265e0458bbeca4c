package io.relaybackup.restore;

import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.source.SourceRecovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers what an earlier process did not finish: at the start, before the port opens, and again before the source is
 * used, as its volume may have been mounted only then. Tells the operation's history how it ended.
 */
final class RestoreStart implements SourceRecovery {

    private static final Logger log = LoggerFactory.getLogger(RestoreStart.class);

    private final RestoreRecovery recovery;
    private final List<Path> allowedTargets;
    private final SwapFiles files;
    private final Operations operations;

    RestoreStart(RestoreRecovery recovery, List<Path> allowedTargets, SwapFiles files, Operations operations) {
        this.recovery = recovery;
        this.allowedTargets = List.copyOf(allowedTargets);
        this.files = files;
        this.operations = operations;
    }

    /** Everything; trouble is logged and does not stop the start. */
    void run() {
        try {
            recoverInterrupted();
        } catch (IOException | RuntimeException e) {
            log.error("An interrupted restore could not be recovered", e);
        }
        for (Path target : allowedTargets) {
            try {
                TargetFolder.removeLeftovers(target, files);
            } catch (IOException e) {
                log.warn("What an interrupted restore left in {} could not be removed", target, e);
            }
        }
    }

    @Override
    public Optional<String> recover() throws IOException {
        try {
            return recoverInterrupted();
        } catch (IOException e) {
            Exception explained = Refusals.explained(e);
            if (explained instanceof ProblemException problem) {
                throw problem;
            }
            throw e;
        }
    }

    private Optional<String> recoverInterrupted() throws IOException {
        Optional<RestoreJournal> found = recovery.recover();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RestoreJournal journal = found.get();
        String line = RecoveryReport.of(journal);
        log.warn("{}", line);
        tell(journal, line);
        recovery.forget(journal.operation());
        return Optional.of(line);
    }

    /** One that ended well and only could not be forgotten is known to have ended well. */
    private void tell(RestoreJournal journal, String line) {
        boolean known = operations
                .find(journal.operation())
                .filter(operation -> operation.status() == OperationStatus.SUCCEEDED)
                .isPresent();
        if (known) {
            return;
        }
        boolean restored = journal.phase() == RestoreJournal.Phase.RESTORED;
        RestoreResult.Outcome outcome = restored ? RestoreResult.Outcome.RESTORED : RestoreResult.Outcome.UNDONE;
        boolean told = operations
                .amend(
                        journal.operation(),
                        restored ? OperationStatus.SUCCEEDED : OperationStatus.INTERRUPTED,
                        Map.of("outcome", outcome, "backup", journal.backup().value()),
                        line)
                .isPresent();
        if (!told) {
            log.warn("The history does not know {} any more", journal.operation());
        }
    }

    /** For a restore that is about to begin. */
    void recoverBefore(OperationContext context) throws IOException {
        recover().ifPresent(context::log);
    }

    /** The history knows how an operation of this process ended. */
    void forget(OperationId operation) {
        try {
            recovery.forget(operation);
        } catch (RestoreRunningException e) {
            // The next restore has begun, and has forgotten this one.
            return;
        } catch (IOException e) {
            log.warn("The journal of {} could not be removed; the next start will do it", operation, e);
        }
    }
}
