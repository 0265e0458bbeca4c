package io.relaybackup.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem as it is written: the members of {@link Problem} and the request's {@code instance}, flat.
 *
 * @param instance the path that was asked for, a valid URI reference
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemBody(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @Nullable String code,
        @Nullable String path,
        @Nullable String component,
        @Nullable String store,
        @Nullable String operation,
        @Nullable String backup,
        List<Problem.FieldError> errors) {

    private static final String URI_CHARACTERS = "-._~/%!$&'()*+,;=:@";

    /** The body that answers a request for this raw path. */
    static ProblemBody of(Problem problem, @Nullable String uri) {
        return new ProblemBody(
                problem.type(),
                problem.title(),
                problem.status(),
                problem.detail(),
                instance(uri),
                problem.code(),
                problem.path(),
                problem.component(),
                problem.store(),
                problem.operation(),
                problem.backup(),
                problem.errors());
    }

    /** Escapes what a URI must not hold. */
    private static String instance(@Nullable String uri) {
        if (uri == null || !uri.startsWith("/")) {
            return "/";
        }
        StringBuilder safe = new StringBuilder(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c < 128 && (Character.isLetterOrDigit(c) || URI_CHARACTERS.indexOf(c) >= 0)) {
                safe.append(c);
            } else {
                safe.append(String.format("%%%02X", c & 0xff));
            }
        }
        return safe.toString();
    }
}
