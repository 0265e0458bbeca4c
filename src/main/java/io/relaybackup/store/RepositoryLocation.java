package io.relaybackup.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a repository is, as restic writes it: a path, or a scheme and what it says. */
final class RepositoryLocation {

    static final String ALLOWED = "a path, local:/path or file:///path";

    /** Two letters at least: one is a drive. */
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]+):(.*)", Pattern.DOTALL);

    private static final Pattern FAR_AWAY = Pattern.compile("s3|sftp|rest|b2|azure|gs|swift|rclone");

    private RepositoryLocation() {}

    /**
     * The folder that a location means.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    static Path parse(String location) {
        Matcher matcher = SCHEME.matcher(location);
        try {
            if (!matcher.matches()) {
                return folder(location);
            }
            String scheme = matcher.group(1);
            if (scheme.equals("local")) {
                return folder(matcher.group(2));
            }
            if (scheme.equals("file")) {
                return folder(new URI(location).getPath());
            }
            if (FAR_AWAY.matcher(scheme).matches()) {
                throw new IllegalArgumentException(ALLOWED + "; " + scheme + ": is not there yet");
            }
        } catch (InvalidPathException | URISyntaxException e) {
            throw new IllegalArgumentException(ALLOWED, e);
        }
        throw new IllegalArgumentException(ALLOWED + "; local: before a path that has a colon");
    }

    private static Path folder(@org.jspecify.annotations.Nullable String path) {
        if (path == null || path.isBlank()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return Path.of(path);
    }

    /** The text without the user and password that a URL may have. */
    static String withoutSecret(String location) {
        return location.replaceAll("//[^/]*@", "//…@");
    }
}
