package io.relaybackup.browse;

import io.relaybackup.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Under which conditions a client wants a file (RFC 9110, section 13). Without an entity tag nothing but {@code *}
 * matches.
 *
 * @param etag strong, with its quotes; null where the content is not known
 */
record Conditions(HttpServletRequest request, @Nullable String etag) {

    /**
     * Whether the client has the content already.
     *
     * @throws io.relaybackup.problem.ProblemException a 412 when it wants another
     */
    boolean isNotModified() {
        String match = request.getHeader("If-Match");
        if (match != null && !names(match, false)) {
            throw Problem.of(412, "precondition-failed", "The file is not the one that If-Match names.")
                    .asException();
        }
        String noneMatch = request.getHeader("If-None-Match");
        return noneMatch != null && names(noneMatch, true);
    }

    /** The range that the client wants; empty when it wants all, or has parts of something else. */
    Optional<String> range() {
        String range = request.getHeader("Range");
        if (range == null || !request.getMethod().equals("GET") || !ByteRanges.isKnown(range)) {
            return Optional.empty();
        }
        String unless = request.getHeader("If-Range");
        return unless == null || unless.strip().equals(etag) ? Optional.of(range) : Optional.empty();
    }

    /** A comma can't be in one of our tags. */
    private boolean names(String header, boolean weakly) {
        if (header.strip().equals("*")) {
            return true;
        }
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .map(tag -> weakly && tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals(etag));
    }
}
