package io.relaybackup.access;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the bearer token. A right one names the caller, whatever went before it from the same address; a wrong one ends
 * the request, with 401 or, after too many, with 429; none leaves the caller nameless.
 */
final class BearerTokenFilter extends OncePerRequestFilter {

    /** The request attribute with the {@link Caller}, for what stands outside of the door. */
    static final String CALLER = BearerTokenFilter.class.getName() + ".caller";

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;

    private final WrongTokenLimit limit;

    private final ProblemWriter writer;

    /** Carries the caller over to the asynchronous part of the same request, and no further. */
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    BearerTokenFilter(Tokens tokens, WrongTokenLimit limit, ProblemWriter writer) {
        this.tokens = tokens;
        this.limit = limit;
        this.writer = writer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String value = token(request);
        if (value == null) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Token> token = tokens.find(value);
        if (token.isEmpty()) {
            refuse(request, response);
            return;
        }
        Caller caller = Caller.of(token.get());
        request.setAttribute(CALLER, caller);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        chain.doFilter(request, response);
    }

    private static @Nullable String token(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String value = header.substring(SCHEME.length()).trim();
        return value.isEmpty() ? null : value;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Duration wait = limit.count(request.getRemoteAddr());
        if (wait.isZero()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, ProblemEntryPoint.CHALLENGE + ", error=\"invalid_token\"");
            writer.write(
                    request, response, Problem.of(401, "unauthorized", "The token is not known, or it has expired."));
            return;
        }
        long seconds = wait.plusMillis(999).toSeconds();
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        writer.write(
                request,
                response,
                Problem.of(
                        429,
                        "too-many-wrong-tokens",
                        "More than " + WrongTokenLimit.ALLOWED + " wrong tokens within a minute came from this address;"
                                + " a right one is still accepted, a wrong one again in " + seconds + " seconds."));
    }
}
