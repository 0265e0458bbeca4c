package io.relaybackup.operation;

/** The work of an operation. */
@FunctionalInterface
public interface OperationWork {

    /**
     * Does it.
     *
     * @return a value that becomes, as JSON, the operation's {@code result} in JSON and in the history
     * @throws java.util.concurrent.CancellationException when it was cancelled and nothing is left of it
     * @throws Exception makes the operation failed, with the problem that {@link io.relaybackup.problem.Problems} makes
     *     of it
     */
    Object run(OperationContext context) throws Exception;
}
