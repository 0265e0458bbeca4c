package io.relaybackup.configuration;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which settings' values are never shown, not even wrong ones. */
final class SecretSettings {

    private static final Pattern SECRET = Pattern.compile(".*(password|secret|token|hash|credential|key).*");

    private static final Pattern PLAIN = Pattern.compile(".*(file|scopes|expires|create-admin-token)");

    private static final int LONGEST = 200;

    private SecretSettings() {}

    /** The value, or null where the key tells that it may be a secret. */
    static @Nullable String shown(String key, @Nullable Object value) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (value == null
                || SECRET.matcher(lower).matches() && !PLAIN.matcher(lower).matches()) {
            return null;
        }
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return SECRET.matcher(lower).matches() && !PLAIN.matcher(lower).matches();
    }
}
