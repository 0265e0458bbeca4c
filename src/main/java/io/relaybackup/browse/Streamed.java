package io.relaybackup.browse;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * A body that is written while it is made. When that fails before anything was sent, the answer is the problem alone,
 * without the download's headers; when it fails later, the exception goes on and cuts the connection.
 */
final class Streamed {

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
                    response.reset();
                }
                throw e;
            }
        };
    }
}
