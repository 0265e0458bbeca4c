package io.relaybackup.browse;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * A body that is written while it is made. When that fails before anything was sent, the answer is the problem alone,
 * without the download's headers; when it fails later, the exception goes on and cuts the connection.
 */
final class Streamed {

    private static final Set<String> OF_THE_BODY =
            Set.of("accept-ranges", "content-disposition", "content-length", "content-range", "content-type", "etag");

    private Streamed() {}

    /** Writes the body. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static StreamingResponseBody of(HttpServletResponse response, Content content) {
        return out -> {
            try {
                content.writeTo(out);
            } catch (IOException | RuntimeException e) {
                if (!response.isCommitted()) {
                    forgetTheBody(response);
                }
                throw e;
            }
        };
    }

    /** Takes back what was said of the body; what every answer has stays. */
    private static void forgetTheBody(HttpServletResponse response) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                others.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        response.reset();
        others.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    }
}
