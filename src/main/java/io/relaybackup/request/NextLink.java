package io.relaybackup.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The {@code Link} header of a page that is not the last. */
public final class NextLink {

    private NextLink() {}

    /** The same call with this cursor, as {@code <…>; rel="next"}; relative, because only the client knows our name. */
    public static String of(HttpServletRequest request, String cursor) {
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
