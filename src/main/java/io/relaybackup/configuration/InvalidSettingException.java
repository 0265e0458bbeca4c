package io.relaybackup.configuration;

import org.jspecify.annotations.Nullable;

/** A setting that stops the start. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String key;

    private final @Nullable String value;

    private final String allowed;

    /**
     * A setting is refused.
     *
     * @param key in full, such as {@code relay.backup.host}
     * @param value as it was given; null where it is missing, or secret and not to be shown
     * @param allowed what it may be, as the end of the sentence "allowed is"
     */
    public InvalidSettingException(String key, @Nullable String value, String allowed) {
        super(key + (value == null ? "" : ": '" + value + "'") + " is refused; allowed is " + allowed);
        this.key = key;
        this.value = value;
        this.allowed = allowed;
    }

    public String key() {
        return key;
    }

    public @Nullable String value() {
        return value;
    }

    public String allowed() {
        return allowed;
    }
}
