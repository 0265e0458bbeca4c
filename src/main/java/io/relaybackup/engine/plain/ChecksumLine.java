package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of {@code .backup/checksums.sha256}, as {@code sha256sum} writes and checks it: 64 hex digits, two spaces,
 * the path from the backup's folder in raw bytes. A path with a line feed, a carriage return or a backslash has these
 * escaped by a backslash, and another backslash before the digits says so.
 */
record ChecksumLine(ContentId id, RawText path) {

    private static final int DIGITS = 64;

    void print(LineBuffer out) {
        byte[] raw = path.bytes();
        boolean escaped = needsEscape(raw);
        if (escaped) {
            out.ascii('\\');
        }
        out.hex(id.bytes()).ascii("  ");
        if (escaped) {
            for (byte b : raw) {
                escape(b, out);
            }
        } else {
            out.raw(raw);
        }
        out.ascii('\n');
    }

    private static boolean needsEscape(byte[] raw) {
        for (byte b : raw) {
            if (b == '\n' || b == '\r' || b == '\\') {
                return true;
            }
        }
        return false;
    }

    private static void escape(byte b, LineBuffer out) {
        switch (b) {
            case '\n' -> out.ascii("\\n");
            case '\r' -> out.ascii("\\r");
            case '\\' -> out.ascii("\\\\");
            default -> out.ascii((char) (b & 0xff));
        }
    }

    /** Reads a line without its end. */
    static ChecksumLine parse(byte[] line) throws CorruptBackupException {
        int start = line.length > 0 && line[0] == '\\' ? 1 : 0;
        int path = start + DIGITS + 2;
        if (line.length <= path || line[path - 2] != ' ' || line[path - 1] != ' ') {
            throw damaged(line);
        }
        byte[] raw = Arrays.copyOfRange(line, path, line.length);
        try {
            ContentId id = ContentId.sha256(new String(line, start, DIGITS, StandardCharsets.US_ASCII));
            return new ChecksumLine(id, RawText.of(start == 1 ? unescape(raw) : raw));
        } catch (IllegalArgumentException e) {
            throw damaged(line);
        }
    }

    private static byte[] unescape(byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        boolean escape = false;
        for (byte b : raw) {
            if (escape) {
                out.write(unescape(b));
                escape = false;
            } else if (b == '\\') {
                escape = true;
            } else {
                out.write(b);
            }
        }
        if (escape) {
            throw new IllegalArgumentException("a backslash at the end");
        }
        return out.toByteArray();
    }

    private static int unescape(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\' -> '\\';
            default -> throw new IllegalArgumentException("not an escape");
        };
    }

    private static CorruptBackupException damaged(byte[] line) {
        return new CorruptBackupException(Layout.CHECKSUMS + ": not a line of checksums: " + RawText.of(line), null);
    }
}
