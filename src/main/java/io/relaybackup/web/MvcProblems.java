package io.relaybackup.web;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** What is wrong with a request that Spring MVC refused before, or instead of, a controller. */
final class MvcProblems {

    private MvcProblems() {}

    static Problem of(Exception e, int status) {
        if (e instanceof HttpMessageNotReadableException unreadable) {
            return BodyProblems.of(unreadable);
        }
        if (e instanceof MethodArgumentNotValidException invalid) {
            return invalid(errors(invalid.getBindingResult()));
        }
        if (e instanceof BindException invalid) {
            return invalid(errors(invalid.getBindingResult()));
        }
        if (e instanceof MethodValidationResult invalid && !invalid.isForReturnValue()) {
            return invalid(errors(invalid));
        }
        if (e instanceof TypeMismatchException mismatch) {
            return mismatch(mismatch);
        }
        if (e instanceof MissingServletRequestParameterException missing) {
            return parameter(missing.getParameterName(), "is needed and missing");
        }
        if (e instanceof MissingRequestHeaderException missing) {
            return parameter(missing.getHeaderName(), "is needed as a header and missing");
        }
        if (e instanceof HttpRequestMethodNotSupportedException method) {
            String[] supported = method.getSupportedMethods();
            return Problem.of(
                    405,
                    "method-not-allowed",
                    "The method " + BodyProblems.quote(method.getMethod()) + " is not allowed here; allowed are "
                            + (supported == null ? "none" : String.join(", ", supported)) + ".");
        }
        if (e instanceof HttpMediaTypeNotAcceptableException media) {
            return Problem.of(406, "not-acceptable", "Offered here is " + list(media.getSupportedMediaTypes()) + ".");
        }
        if (e instanceof HttpMediaTypeNotSupportedException) {
            return Problem.of(415, "unsupported-media-type", "A body here is application/json.");
        }
        if (e instanceof AsyncRequestTimeoutException) {
            return Problem.of(503, "timeout", "The answer was not ready in time; the work may still be going on.");
        }
        return StatusProblems.of(status);
    }

    static Problem tooLarge(long limit) {
        return Problem.of(413, "body-too-large", "The body is too large: at most " + limit + " bytes are allowed.");
    }

    private static Problem mismatch(TypeMismatchException e) {
        String name = e instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : Objects.requireNonNullElse(e.getPropertyName(), "value");
        String reason = reason(e);
        return parameter(name, BodyProblems.quote(e.getValue()) + " is refused: " + reason);
    }

    /** What the constructor of one of our own types said, else the form that the type has. */
    private static String reason(TypeMismatchException e) {
        Class<?> type = e.getRequiredType();
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getClass() == IllegalArgumentException.class
                    && cause.getMessage() != null
                    && type != null
                    && type.getName().startsWith("io.relaybackup.")) {
                return cause.getMessage();
            }
        }
        return "allowed is " + (type == null ? "another form" : BodyProblems.expected(type));
    }

    private static Problem parameter(String name, String message) {
        return Problem.badRequest("invalid-parameter", "The parameter '" + name + "': " + message + ".")
                .withErrors(List.of(new FieldError(name, message)));
    }

    private static Problem invalid(List<FieldError> errors) {
        List<String> lines =
                errors.stream().map(f -> f.field() + ": " + f.message()).toList();
        return Problem.badRequest("invalid-request", "The request is not valid: " + String.join("; ", lines) + ".")
                .withErrors(errors);
    }

    private static List<FieldError> errors(BindingResult result) {
        List<FieldError> errors = new ArrayList<>();
        result.getFieldErrors().forEach(f -> errors.add(new FieldError(f.getField(), message(f))));
        result.getGlobalErrors().forEach(g -> errors.add(new FieldError(g.getObjectName(), message(g))));
        return errors;
    }

    private static List<FieldError> errors(MethodValidationResult result) {
        List<FieldError> errors = new ArrayList<>();
        for (ParameterValidationResult parameter : result.getParameterValidationResults()) {
            if (parameter instanceof ParameterErrors bean) {
                bean.getFieldErrors().forEach(f -> errors.add(new FieldError(f.getField(), message(f))));
                continue;
            }
            String name =
                    Objects.requireNonNullElse(parameter.getMethodParameter().getParameterName(), "parameter");
            parameter.getResolvableErrors().forEach(r -> errors.add(new FieldError(name, message(r))));
        }
        return errors;
    }

    private static String message(MessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is refused");
    }

    private static String list(List<MediaType> types) {
        return types.isEmpty()
                ? "application/json"
                : String.join(", ", types.stream().map(MediaType::toString).toList());
    }
}
