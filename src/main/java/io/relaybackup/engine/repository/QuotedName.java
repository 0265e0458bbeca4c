package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A name as a node's JSON holds it: quoted as in Go's source text, without the quotes, and then again as JSON. This is
 * how names survive that are not UTF-8: a byte that belongs to no character is <code>\xff</code>.
 */
final class QuotedName {

    private static final HexFormat HEX = HexFormat.of();

    private static final int DELETE = 0x7f;

    private QuotedName() {}

    /** The quoted form; the same array when nothing needs an escape. */
    static byte[] quote(byte[] name) {
        return isPlain(name) ? name : escaped(name);
    }

    private static boolean isPlain(byte[] name) {
        for (byte b : name) {
            if (b < 0x20 || b == DELETE || b == '"' || b == '\\') {
                return false;
            }
        }
        return true;
    }

    private static byte[] escaped(byte[] name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length + 16);
        int at = 0;
        while (at < name.length) {
            int codePoint = Utf8.decode(name, at);
            int width = Utf8.width(codePoint);
            if (codePoint == '"' || codePoint == '\\') {
                out.write('\\');
                out.write(codePoint);
            } else if (codePoint != Utf8.INVALID && PrintableCharacters.contains(codePoint)) {
                out.write(name, at, width);
            } else {
                out.writeBytes(escape(codePoint == Utf8.INVALID ? name[at] & 0xff : codePoint, codePoint));
            }
            at += width;
        }
        return out.toByteArray();
    }

    private static byte[] escape(int value, int codePoint) {
        String text = switch (codePoint) {
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 11 -> "\\v";
            default -> byNumber(value, codePoint);
        };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String byNumber(int value, int codePoint) {
        if (codePoint == Utf8.INVALID || codePoint < ' ' || codePoint == DELETE) {
            return "\\x" + HEX.toHexDigits((byte) value);
        }
        return codePoint < 0x10000 ? "\\u" + HEX.toHexDigits((char) value) : "\\U" + HEX.toHexDigits(value);
    }

    /**
     * The inverse of {@link #quote}, which also knows escapes that are never written.
     *
     * @throws IllegalArgumentException when an escape or a character is not allowed
     */
    static RawText unquote(String quoted) {
        if (quoted.indexOf('\\') < 0 && quoted.indexOf('"') < 0 && quoted.indexOf('\n') < 0) {
            return RawText.utf8(quoted);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(quoted.length());
        int at = 0;
        while (at < quoted.length()) {
            int codePoint = quoted.codePointAt(at);
            if (codePoint == '"' || codePoint == '\n') {
                throw new IllegalArgumentException("a name has a quote or a line's end in it");
            }
            if (codePoint == '\\') {
                at = unescape(quoted, at + 1, out);
            } else {
                out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(codePoint);
            }
        }
        return RawText.of(out.toByteArray());
    }

    /** Reads what follows a backslash, and returns where the next character is. */
    private static int unescape(String quoted, int at, ByteArrayOutputStream out) {
        if (at == quoted.length()) {
            throw new IllegalArgumentException("a name ends within an escape");
        }
        char c = quoted.charAt(at);
        switch (c) {
            case 'x' -> out.write(number(quoted, at + 1, 2, 16));
            case 'u' -> character(number(quoted, at + 1, 4, 16), out);
            case 'U' -> character(number(quoted, at + 1, 8, 16), out);
            case '0', '1', '2', '3' -> out.write(number(quoted, at, 3, 8));
            default -> out.write(single(c));
        }
        return switch (c) {
            case 'x', '0', '1', '2', '3' -> at + 3;
            case 'u' -> at + 5;
            case 'U' -> at + 9;
            default -> at + 1;
        };
    }

    private static int single(char c) {
        return switch (c) {
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            case '\\', '"' -> c;
            default -> throw new IllegalArgumentException("a name has an unknown escape: " + RawText.utf8("\\" + c));
        };
    }

    private static int number(String quoted, int at, int digits, int radix) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            char c = i < quoted.length() ? quoted.charAt(i) : 0;
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                throw new IllegalArgumentException("a name has an escape that makes no sense");
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static void character(int codePoint, ByteArrayOutputStream out) {
        if (codePoint > Character.MAX_CODE_POINT
                || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("a name has an escape for no character");
        }
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }
}
