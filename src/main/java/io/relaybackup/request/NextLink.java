package io.relaybackup.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** The {@code Link} header of a page that is not the last. */
public final class NextLink {

    private NextLink() {}

    /** Answers with a page, and with a link to the one behind it where there is one. */
    public static <T> ResponseEntity<T> page(HttpServletRequest request, T body, @Nullable String next) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        return (next == null ? answer : answer.header(HttpHeaders.LINK, of(request, next))).body(body);
    }

    /** The same call with this cursor, as {@code <…>; rel="next"}; relative, because only the client knows our name. */
    private static String of(HttpServletRequest request, String cursor) {
        StringBuilder target = new StringBuilder(request.getRequestURI()).append('?');
        String query = request.getQueryString();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (!pair.isEmpty() && !pair.equals("cursor") && !pair.startsWith("cursor=")) {
                target.append(pair).append('&');
            }
        }
        target.append("cursor=").append(URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        return "<" + target + ">; rel=\"next\"";
    }
}
