package io.relaybackup.access;

import io.relaybackup.engine.tree.RawText;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees every call before the door and after its end, and records those that change something, read the content of files
 * or are refused.
 */
final class AuditFilter extends OncePerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final int LONGEST_TARGET = 2000;

    private final AuditLog log;

    private final AccessTable table;

    private final Clock clock;

    AuditFilter(AuditLog log, AccessTable table, Clock clock) {
        this.log = log;
        this.table = table;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean whole = false;
        try {
            chain.doFilter(request, response);
            whole = true;
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new AtTheEnd(request, response));
            } else {
                record(request, response, whole);
            }
        }
    }

    private void record(HttpServletRequest request, HttpServletResponse response, boolean whole) {
        int status = response.getStatus();
        AuditOutcome outcome = whole ? AuditOutcome.of(status) : AuditOutcome.FAILED;
        if (outcome != AuditOutcome.REFUSED && !isAudited(request)) {
            return;
        }
        Object caller = request.getAttribute(BearerTokenFilter.CALLER);
        log.record(new AuditEntry(
                clock.instant(),
                caller instanceof Caller c ? c.name() : AuditEntry.ANONYMOUS,
                request.getRemoteAddr(),
                safe(request.getMethod()),
                safe(Secret.withheldFrom(target(request))),
                status,
                outcome,
                response.getHeader(HttpHeaders.LOCATION),
                null));
    }

    private boolean isAudited(HttpServletRequest request) {
        if (!READING.contains(request.getMethod())) {
            return true;
        }
        PathContainer path = PathContainer.parsePath(
                request.getRequestURI().substring(request.getContextPath().length()));
        return table.find(HttpMethod.GET, path)
                .filter(rule -> rule.anyOf().equals(Set.of(Scope.RESTORE)))
                .isPresent();
    }

    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        String target = query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
        return target.length() <= LONGEST_TARGET ? target : target.substring(0, LONGEST_TARGET) + "…";
    }

    /** Line breaks are escaped in the request already; this is for whatever a client may still think of. */
    private static String safe(String text) {
        return RawText.utf8(text).toString();
    }

    private final class AtTheEnd implements AsyncListener {

        private final HttpServletRequest request;

        private final HttpServletResponse response;

        private volatile boolean failed;

        AtTheEnd(HttpServletRequest request, HttpServletResponse response) {
            this.request = request;
            this.response = response;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            record(request, response, !failed);
        }

        @Override
        public void onError(AsyncEvent event) {
            failed = true;
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
