package io.relaybackup.idempotency;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * An attempt that is let through, and its answer in the making.
 *
 * @param response collects the body
 */
record Passage(Attempt attempt, ContentCachingResponseWrapper response) {

    /** Where its request has it. */
    static final String ATTRIBUTE = Passage.class.getName();

    private static final List<String> KEPT =
            List.of(HttpHeaders.LOCATION, HttpHeaders.CONTENT_TYPE, HttpHeaders.RETRY_AFTER, "Preference-Applied");

    Passage(Attempt attempt, HttpServletResponse response) {
        this(attempt, new ContentCachingResponseWrapper(response));
    }

    Answer answer() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = response.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new Answer(
                response.getStatus(), headers, new String(response.getContentAsByteArray(), StandardCharsets.UTF_8));
    }
}
