package io.relaybackup.access;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers whoever has no token, or one that opens too little. */
final class ProblemEntryPoint implements AuthenticationEntryPoint, AccessDeniedHandler {

    static final String CHALLENGE = "Bearer realm=\"relay-backup\"";

    private final ProblemWriter writer;

    ProblemEntryPoint(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        writer.write(
                request,
                response,
                Problem.of(401, "unauthorized", "A token is needed: 'Authorization: Bearer <token>'."));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof Refusal refusal) {
            if (!refusal.allow().isEmpty()) {
                response.setHeader(HttpHeaders.ALLOW, refusal.allow());
            }
            writer.write(request, response, refusal.problem());
            return;
        }
        writer.write(request, response, Problem.of(403, "forbidden", "The token's scopes do not allow this."));
    }
}
