package io.relaybackup.idempotency;

import io.relaybackup.operation.Actor;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets a {@code POST} with a key through once. A repetition is answered here; one that comes while the first is under
 * way waits for it, and is then looked at anew.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    /** On a request that waits for another: its own {@link Attempt}. */
    private static final String WAITING = IdempotencyFilter.class.getName() + ".waiting";

    /** Their answers hold secrets, which are not to be kept. */
    private static final Pattern REFUSED = Pattern.compile("/tokens(/.*)?|.*/keys");

    private final IdempotencyKeys keys;
    private final Attempts attempts = new Attempts();
    private final Replay replay;
    private final ProblemWriter problems;
    private final HandlerExceptionResolver exceptions;

    IdempotencyFilter(
            IdempotencyKeys keys, Replay replay, ProblemWriter problems, HandlerExceptionResolver exceptions) {
        this.keys = keys;
        this.replay = replay;
        this.problems = problems;
        this.exceptions = exceptions;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(Passage.ATTRIBUTE) instanceof Passage passage) {
            proceed(passage, request, response, chain);
        } else if (request.getAttribute(WAITING) instanceof Attempt attempt) {
            request.removeAttribute(WAITING);
            attempt(attempt, request, response, chain);
        } else if (isAsyncDispatch(request) || !isKeyed(request)) {
            chain.doFilter(request, response);
        } else {
            enter(request, response, chain);
        }
    }

    private static boolean isKeyed(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getHeader(RequestKey.HEADER) != null;
    }

    private void enter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> values = Collections.list(request.getHeaders(RequestKey.HEADER));
        Problem refusal = refusal(request, values);
        if (refusal != null) {
            problems.write(request, response, refusal);
            return;
        }
        BufferedRequest buffered;
        try {
            buffered = BufferedRequest.read(request);
        } catch (IOException e) {
            refuseBody(request, response, e);
            return;
        }
        RequestKey key = new RequestKey(Actor.of(request), values.get(0));
        attempt(new Attempt(key, buffered.fingerprint()), buffered, response, chain);
    }

    private static @Nullable Problem refusal(HttpServletRequest request, List<String> values) {
        if (REFUSED.matcher(request.getServletPath()).matches()) {
            return Problem.badRequest(
                    "idempotency-key-refused",
                    "Idempotency-Key is not possible here: the answer holds a secret, which is not kept.");
        }
        if (values.size() != 1 || !RequestKey.isValid(values.get(0))) {
            return Problem.badRequest(
                    "idempotency-key-invalid", "One Idempotency-Key is allowed, of " + RequestKey.FORM + ".");
        }
        return null;
    }

    /** As it would have been refused by the controller. */
    private void refuseBody(HttpServletRequest request, HttpServletResponse response, IOException e)
            throws IOException {
        HttpMessageNotReadableException unreadable = new HttpMessageNotReadableException(
                "the body cannot be read", e, new ServletServerHttpRequest(request));
        if (exceptions.resolveException(request, response, null, unreadable) == null) {
            throw e;
        }
    }

    private void attempt(Attempt attempt, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Attempt first = attempts.enter(attempt);
        if (first == null) {
            Optional<KeyRecord> known = keys.find(attempt.key());
            if (known.isEmpty()) {
                Passage passage = new Passage(attempt, response);
                request.setAttribute(Passage.ATTRIBUTE, passage);
                proceed(passage, request, passage.response(), chain);
                return;
            }
            attempts.leave(attempt);
            repeat(attempt, known.get(), request, response);
        } else if (first.fingerprint().equals(attempt.fingerprint())) {
            request.setAttribute(WAITING, attempt);
            WaitingRequest.start(first, request, response, problems);
        } else {
            problems.write(request, response, reused());
        }
    }

    private void repeat(Attempt attempt, KeyRecord known, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (known.fingerprint().equals(attempt.fingerprint())) {
            replay.write(known, request, response);
        } else {
            problems.write(request, response, reused());
        }
    }

    private static Problem reused() {
        return Problem.unprocessable(
                "idempotency-key-reused",
                "This Idempotency-Key was used for a request with another path or body; use a new key for a new request.");
    }

    /** Once when the request comes, and again when the result that its handler waited for is there. */
    private void proceed(Passage passage, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Attempt attempt = passage.attempt();
        boolean unanswered = false;
        try {
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                unanswered = true;
                request.getAsyncContext().addListener(new AttemptEnding(attempts, attempt));
                return;
            }
            if (attempt.hasStarted()) {
                keys.answered(attempt.key(), passage.answer());
            }
        } finally {
            if (!unanswered) {
                attempts.leave(attempt);
            }
        }
        passage.response().copyBodyToResponse();
    }
}
