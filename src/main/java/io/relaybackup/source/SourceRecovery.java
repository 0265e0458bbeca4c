package io.relaybackup.source;

import java.io.IOException;
import java.util.Optional;

/** Brings the data directory to a whole state where work on it was cut short; called before the source is read. */
@FunctionalInterface
public interface SourceRecovery {

    /**
     * Recovers; does nothing when all is well.
     *
     * @return a sentence about what was cut short and how it ended
     * @throws IOException when the data directory is not whole and cannot be made so now
     * @throws io.relaybackup.problem.ProblemException the same, where it has words of its own
     */
    Optional<String> recover() throws IOException;
}
