package io.relaybackup.request;

import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Reads paths of files from a request as the client escaped them, so that names which are not UTF-8, or hold a
 * semicolon, a percent sign or a line break, keep every byte. Spring's own path variables and parameters lose them.
 *
 * <p>All refuse what {@link TreePath#of} refuses ({@code ..}, absolute, NUL, over-long) with a 400.
 */
public final class RawRequestPath {

    private RawRequestPath() {}

    /**
     * What follows a number of segments of the request's path: with {@code segments = 3},
     * {@code /backups/<id>/files/a/b} is {@code a/b}. The root where nothing follows.
     */
    public static TreePath below(HttpServletRequest request, int segments) {
        String uri = request.getRequestURI().substring(request.getContextPath().length());
        int start = 0;
        for (int i = 0; i <= segments; i++) {
            int slash = uri.indexOf('/', start);
            if (slash < 0) {
                return TreePath.ROOT;
            }
            start = slash + 1;
        }
        return decode(uri.substring(start));
    }

    /**
     * The path in a parameter of the query; empty where the parameter is absent. A plus sign is a space, as browsers
     * and form encoders write it.
     */
    public static Optional<TreePath> parameter(HttpServletRequest request, String name) {
        String query = request.getQueryString();
        if (query == null) {
            return Optional.empty();
        }
        String found = null;
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!key.equals(name)) {
                continue;
            }
            if (found != null) {
                throw refused("The parameter '" + name + "' is there twice; once is allowed.", null);
            }
            found = equals < 0 ? "" : pair.substring(equals + 1).replace('+', ' ');
        }
        return Optional.ofNullable(found).map(RawRequestPath::decode);
    }

    private static TreePath decode(String escaped) {
        try {
            return TreePath.percentDecoded(escaped);
        } catch (IllegalArgumentException e) {
            throw refused("The path is refused: " + e.getMessage() + ".", e);
        }
    }

    private static RuntimeException refused(String detail, @org.jspecify.annotations.Nullable Throwable cause) {
        Problem problem = Problem.badRequest("invalid-path", detail);
        return cause == null ? problem.asException() : problem.asException(cause);
    }
}
