package io.relaybackup.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** A token's value, on its way to whoever may have it. Has no {@code toString}, so no log line can show it. */
final class Secret {

    private static final String PREFIX = "rbk_";

    /** As it may stand in a text. */
    private static final Pattern ANYWHERE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]+");

    private static final int BYTES = 32;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** A new one of 256 random bits. */
    static Secret random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The text without any value that was made here. */
    static String withheldFrom(String text) {
        return ANYWHERE.matcher(text).replaceAll(PREFIX + "…");
    }

    @JsonValue
    String reveal() {
        return value;
    }

    TokenHash hash() {
        return TokenHash.of(value);
    }
}
