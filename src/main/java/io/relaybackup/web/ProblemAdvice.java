package io.relaybackup.web;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import io.relaybackup.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * The one place where what a request threw becomes its answer. Once an answer has begun, the exception goes on instead,
 * so that the connection is cut and nobody takes half a download for a whole one.
 */
@ControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Tomcat reads the query only when somebody asks for a parameter, so that its refusal comes from within. */
    private static final Problem BAD_QUERY = Problem.badRequest(
            "bad-query", "The query cannot be decoded: after a % there are two hex digits, and the bytes are UTF-8.");

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleOther(Throwable e, HttpServletRequest request, HttpServletResponse response)
            throws Throwable {
        if (e instanceof AccessDeniedException || e instanceof AuthenticationException || response.isCommitted()) {
            throw e;
        }
        return answer(
                e instanceof InvalidParameterException ? BAD_QUERY : Problems.of(e), new HttpHeaders(), request, e);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ServletWebRequest web = (ServletWebRequest) request;
        HttpServletResponse response = web.getResponse();
        if (response != null && response.isCommitted()) {
            log.debug("The answer had begun when this happened", e);
            return null;
        }
        return answer(MvcProblems.of(e, status.value()), headers, web.getRequest(), e);
    }

    private static ResponseEntity<Object> answer(
            Problem problem, HttpHeaders headers, HttpServletRequest request, Throwable e) {
        if (problem.status() == 500) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        } else if (problem.status() > 500) {
            log.warn("{} {} failed: {}", request.getMethod(), request.getRequestURI(), problem.detail());
        } else {
            log.debug("{} {} was refused", request.getMethod(), request.getRequestURI(), e);
        }
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemWriter.body(problem, request));
    }
}
