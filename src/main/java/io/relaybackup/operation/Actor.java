package io.relaybackup.operation;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/** Names who asks. */
public final class Actor {

    /** The service itself: at start-up, by schedule. */
    public static final String SYSTEM = "system";

    private Actor() {}

    /** The name of the request's token; {@link #SYSTEM} when it has none. */
    public static String of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? SYSTEM : principal.getName();
    }
}
