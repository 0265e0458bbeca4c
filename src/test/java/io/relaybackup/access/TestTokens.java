package io.relaybackup.access;

/**
 * Tokens of one scope each, which the profile {@code tokens} configures by their hashes
 * ({@code application-tokens.yaml}).
 */
public final class TestTokens {

    public static final String MONITOR = "test-token-for-scope-monitor";

    public static final String READ = "test-token-for-scope-read";

    public static final String BACKUP = "test-token-for-scope-backup";

    public static final String RESTORE = "test-token-for-scope-restore";

    public static final String ADMIN = "test-token-for-scope-admin";

    /** The profile that configures them. */
    public static final String PROFILE = "tokens";

    private TestTokens() {}

    /** The value of the {@code Authorization} header. */
    public static String bearer(String token) {
        return "Bearer " + token;
    }
}
