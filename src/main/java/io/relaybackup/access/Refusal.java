package io.relaybackup.access;

import io.relaybackup.problem.Problem;
import org.springframework.security.authorization.AuthorizationResult;

/** A call that the table does not permit, and why. */
final class Refusal implements AuthorizationResult {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private final String allow;

    Refusal(Problem problem, String allow) {
        this.problem = problem;
        this.allow = allow;
    }

    Problem problem() {
        return problem;
    }

    /** The {@code Allow} header; empty where the method is not what was refused. */
    String allow() {
        return allow;
    }

    @Override
    public boolean isGranted() {
        return false;
    }
}
