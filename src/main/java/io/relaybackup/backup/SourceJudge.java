package io.relaybackup.backup;

import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.operation.OperationContext;
import java.util.Optional;

/** Decides, when all of a backup is captured and nobody sees it yet, whether its source looks wrecked. */
@FunctionalInterface
public interface SourceJudge {

    /** Finds nothing, ever. */
    SourceJudge TRUSTING = (captured, context) -> Optional.empty();

    /**
     * Judges. Trouble with it is logged and finds nothing: it must not fail the backup.
     *
     * @return why the backup is suspect; empty where it is an ordinary one
     * @throws java.util.concurrent.CancellationException when the backup is cancelled
     */
    Optional<Suspicion> judge(CapturedSource captured, OperationContext context);
}
