package io.relaybackup.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as a client sees it: the members of RFC 9457's {@code application/problem+json} but for
 * {@code instance}, which only a request has, and our extensions. Carries no stack trace, no secret, and no absolute
 * path.
 *
 * @param type {@code urn:relay-backup:problem:<name>}
 * @param title the same for every problem of a type
 * @param status HTTP's
 * @param detail of this occurrence: the offending value and what is allowed
 * @param code the operating system's word where a file operation failed
 * @param path of the file, relative to the data directory, the backup or the store
 * @param operation that is in the way or that failed
 * @param errors of fields
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String code,
        @Nullable String path,
        @Nullable String component,
        @Nullable String store,
        @Nullable String operation,
        @Nullable String backup,
        List<FieldError> errors) {

    private static final String PREFIX = "urn:relay-backup:problem:";

    public Problem {
        errors = List.copyOf(errors);
    }

    /** One field of a request and what is wrong with it. */
    public record FieldError(String field, String message) {}

    /**
     * A problem without extensions.
     *
     * @param name kebab-case; becomes the type's last part, and with spaces the title
     */
    public static Problem of(int status, String name, String detail) {
        String title = Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
        return new Problem(PREFIX + name, title, status, detail, null, null, null, null, null, null, List.of());
    }

    public static Problem badRequest(String name, String detail) {
        return of(400, name, detail);
    }

    public static Problem notFound(String name, String detail) {
        return of(404, name, detail);
    }

    public static Problem conflict(String name, String detail) {
        return of(409, name, detail);
    }

    public static Problem unprocessable(String name, String detail) {
        return of(422, name, detail);
    }

    /** The last part of the type. */
    public String name() {
        return type.substring(PREFIX.length());
    }

    public Problem withCode(@Nullable String value) {
        return new Problem(type, title, status, detail, value, path, component, store, operation, backup, errors);
    }

    public Problem withPath(@Nullable String value) {
        return new Problem(type, title, status, detail, code, value, component, store, operation, backup, errors);
    }

    public Problem withComponent(@Nullable String value) {
        return new Problem(type, title, status, detail, code, path, value, store, operation, backup, errors);
    }

    public Problem withStore(@Nullable String value) {
        return new Problem(type, title, status, detail, code, path, component, value, operation, backup, errors);
    }

    public Problem withOperation(@Nullable String value) {
        return new Problem(type, title, status, detail, code, path, component, store, value, backup, errors);
    }

    public Problem withBackup(@Nullable String value) {
        return new Problem(type, title, status, detail, code, path, component, store, operation, value, errors);
    }

    public Problem withErrors(List<FieldError> values) {
        return new Problem(type, title, status, detail, code, path, component, store, operation, backup, values);
    }

    public ProblemException asException() {
        return new ProblemException(this, null);
    }

    public ProblemException asException(Throwable cause) {
        return new ProblemException(this, cause);
    }
}
