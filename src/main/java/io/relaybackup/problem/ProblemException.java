package io.relaybackup.problem;

import org.jspecify.annotations.Nullable;

/** Ends a request or an operation with a {@link Problem} that its thrower already knows. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.title() + ": " + problem.detail(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
