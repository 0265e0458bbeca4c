package io.relaybackup.problem;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A problem as it is written: flat, the members of {@link Problem} and the request's {@code instance}.
 *
 * @param instance the path that was asked for, a valid URI reference
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
public record ProblemBody(@JsonUnwrapped Problem problem, String instance) {

    private static final int LONGEST_INSTANCE = 2048;

    private static final String URI_CHARACTERS = "-._~/%!$&'()*+,;=:@";

    public static ProblemBody of(Problem problem, String instance) {
        return new ProblemBody(problem, instance);
    }

    /** Escapes what a URI must not hold, and cuts off what is too long to be of use. */
    static String instance(@Nullable String uri) {
        if (uri == null || uri.isEmpty()) {
            return "/";
        }
        StringBuilder safe = new StringBuilder(uri.length());
        for (int i = 0; i < Math.min(uri.length(), LONGEST_INSTANCE); i++) {
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
