package io.relaybackup.operation;

import io.relaybackup.engine.tree.Progress;
import java.util.Collection;

/** What running work knows of its operation, and how it tells of itself. */
public interface OperationContext extends Progress {

    OperationId id();

    /** Who asked for it. */
    String actor();

    /** A line in the operation's own log, which the API shows, and in the service's. No absolute paths. */
    void log(String line);

    /** What is being done now: a word or two. */
    void phase(String name);

    /** How much there will be; negative where it is not known. */
    void expect(long files, long bytes);

    /**
     * Claims more while running, held until the operation ends.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 that names the operation in the way
     */
    void claim(Collection<Claim> claims);
}
