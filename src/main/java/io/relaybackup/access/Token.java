package io.relaybackup.access;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token; its value is not.
 *
 * @param scopes as given, without the implied ones
 * @param expires from when on it is refused; null for never
 * @param createdAt null where the configuration made it
 */
record Token(
        String name,
        TokenHash hash,
        Set<Scope> scopes,
        @Nullable Instant expires,
        @Nullable Instant createdAt,
        TokenOrigin origin) {

    static final String NAME_RULE = "1 to 63 of the characters a-z 0-9 . _ -, beginning with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    Token {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a token's name has " + NAME_RULE);
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a token needs at least one scope of " + Scope.words());
        }
        scopes = Set.copyOf(scopes);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    boolean isAdmin() {
        return scopes.contains(Scope.ADMIN);
    }
}
