package io.relaybackup.idempotency;

import java.util.regex.Pattern;

/**
 * A key of one actor; two actors may use the same text for different requests.
 *
 * @param text 1 to 255 visible ASCII characters
 */
record RequestKey(String actor, String text) {

    static final String HEADER = "Idempotency-Key";

    static final String FORM = "1 to 255 visible ASCII characters without spaces";

    private static final Pattern VALID = Pattern.compile("[!-~]{1,255}");

    RequestKey {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a key has " + FORM);
        }
    }

    static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }
}
