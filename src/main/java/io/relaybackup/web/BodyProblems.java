package io.relaybackup.web;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * What is wrong with a request's JSON body, in the words of whoever wrote it: the field, its value, what is allowed.
 */
final class BodyProblems {

    private static final String NAME = "invalid-body";

    private static final Pattern OF_THE_PARSER = Pattern.compile(
            " \\(start marker at.*|: maybe a .*|: enable `.*|, from `[^`]*`|(?<=Unrecognized token) '[^']*'");

    private BodyProblems() {}

    static Problem of(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return MvcProblems.tooLarge(tooLarge.limit());
            }
        }
        if (!(e.getCause() instanceof JacksonException json)) {
            return Problem.badRequest(NAME, "A JSON object is needed in the body, and there is none.");
        }
        if (json instanceof StreamReadException && !(json instanceof InputCoercionException)) {
            return Problem.badRequest(NAME, "The body is not JSON" + at(json) + ": " + plain(json) + ".");
        }
        String field = field(json.getPath());
        String message = message(json);
        String subject = field.isEmpty() ? "The body: " : "The field '" + field + "': ";
        return Problem.badRequest(NAME, subject + message + ".").withErrors(List.of(new FieldError(field, message)));
    }

    private static String message(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "is not known; allowed are " + join(unknown.getKnownPropertyIds());
        }
        if (e instanceof InvalidNullException) {
            return "must not be null";
        }
        Throwable root = root(e);
        if (root instanceof IllegalArgumentException && root.getMessage() != null) {
            return root.getMessage();
        }
        if (e instanceof InputCoercionException) {
            return "must be a whole number that is not too large";
        }
        if (e instanceof InvalidFormatException format) {
            return quote(format.getValue()) + " is not " + expected(format.getTargetType());
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "must be " + expected(mismatch.getTargetType());
        }
        return plain(e);
    }

    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", Words.all(type));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == Instant.class) {
            return "a time like 2025-09-18T16:08:34.266Z";
        }
        if (type == Duration.class) {
            return "a duration like PT15M";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "an object";
        }
        return "a text";
    }

    /** {@code a.b[0].c}; control characters are escaped. */
    private static String field(List<Reference> path) {
        StringBuilder field = new StringBuilder();
        for (Reference step : path) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(shortened(step.getPropertyName()));
            }
        }
        return field.toString();
    }

    static String quote(@Nullable Object value) {
        return "'" + shortened(String.valueOf(value)) + "'";
    }

    private static String shortened(String text) {
        String safe = RawText.utf8(text).toString();
        return safe.length() <= 200 ? safe : safe.substring(0, 200) + "…";
    }

    private static String join(@Nullable Collection<Object> names) {
        return names == null || names.isEmpty()
                ? "none"
                : String.join(", ", names.stream().map(String::valueOf).sorted().toList());
    }

    private static String at(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** The parser's first line, as far as it speaks of the body and not of the parser. */
    private static String plain(JacksonException e) {
        String line = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        return shortened(OF_THE_PARSER.matcher(line).replaceAll(""));
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
