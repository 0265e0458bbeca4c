package io.relaybackup.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.charset.StandardCharsets;

/** A password on its way into a repository. Has no {@code toString}, so no log line can show it. */
final class KeyPassword {

    static final int SHORTEST = 8;

    private final String text;

    private KeyPassword(String text) {
        this.text = text;
    }

    /**
     * Takes it from a request.
     *
     * @throws IllegalArgumentException when it is too short, or could not be read from a file again; does not say what
     *     it is
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static KeyPassword of(String text) {
        if (text.codePointCount(0, text.length()) < SHORTEST) {
            throw new IllegalArgumentException("must have at least " + SHORTEST + " characters");
        }
        if (!text.strip().equals(text)) {
            throw new IllegalArgumentException(
                    "must not begin or end with white space, which is lost when it is read from a file");
        }
        return new KeyPassword(text);
    }

    /** For the caller to wipe. */
    byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
