package io.relaybackup.backup;

import io.relaybackup.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page ends, opaque to clients: the sort key of its last backup, so that a page stays right while backups come
 * and go.
 */
record Cursor(String id, String host) {

    static Cursor after(Backup backup) {
        return new Cursor(backup.id(), hostOf(backup));
    }

    static Cursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return new Cursor(parts[0], parts[1]);
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private static RuntimeException refused() {
        return Problem.badRequest("invalid-parameter", "The cursor is none that this service gave.")
                .asException();
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((id + " " + host).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a backup comes behind the page that ended here. */
    boolean isBefore(Backup backup) {
        int byId = id.compareTo(backup.id());
        return byId > 0 || byId == 0 && host.compareTo(hostOf(backup)) > 0;
    }

    static String hostOf(Backup backup) {
        String host = backup.hostname();
        return host == null ? "" : host;
    }
}
