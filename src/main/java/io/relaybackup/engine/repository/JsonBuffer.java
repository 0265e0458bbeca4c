package io.relaybackup.engine.repository;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * JSON in the making, spelled as Go spells it, so that equal directories become equal blobs whoever writes them. One
 * thread.
 */
final class JsonBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What a string has in place of a byte that is not UTF-8. */
    private static final String REPLACEMENT = "\\ufffd";

    private static final int LINE_SEPARATOR = 0x2028;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;

    private byte[] bytes;
    private int length;

    JsonBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    JsonBuffer ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    JsonBuffer ascii(String text) {
        int n = text.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    JsonBuffer raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** What was written from one length to another, once more. */
    JsonBuffer again(int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** A number of 64 bits without a sign. */
    JsonBuffer unsigned(long value) {
        if (value < 0) {
            return ascii(Long.toUnsignedString(value));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits(value, digits);
    }

    /** A number with leading zeros. */
    JsonBuffer digits(long value, int count) {
        reserve(count);
        length += count;
        long rest = value;
        for (int i = 1; i <= count; i++) {
            bytes[length - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** A digest in quotes. */
    JsonBuffer digest(Digest id) {
        reserve(2 + 2 * Digest.LENGTH);
        bytes[length++] = '"';
        hex(id.a());
        hex(id.b());
        hex(id.c());
        hex(id.d());
        bytes[length++] = '"';
        return this;
    }

    private void hex(long value) {
        for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
    }

    /** Bytes in base64, in quotes. */
    JsonBuffer base64(byte[] binary) {
        return ascii('"').raw(Base64.getEncoder().encode(binary)).ascii('"');
    }

    /** A string in quotes, of what should be UTF-8: angle brackets and ampersands are escaped too, as for HTML. */
    JsonBuffer string(byte[] text) {
        ascii('"');
        if (isPlain(text)) {
            raw(text);
        } else {
            escaped(text);
        }
        return ascii('"');
    }

    private static boolean isPlain(byte[] text) {
        for (byte b : text) {
            if (b < 0x20 || b > 0x7e || isSpecial(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpecial(int c) {
        return c == '"' || c == '\\' || c == '<' || c == '>' || c == '&';
    }

    private void escaped(byte[] text) {
        int at = 0;
        while (at < text.length) {
            int codePoint = Utf8.decode(text, at);
            int width = Utf8.width(codePoint);
            if (codePoint == Utf8.INVALID) {
                ascii(REPLACEMENT);
            } else if (codePoint < 0x20 || isSpecial(codePoint)) {
                escape(codePoint);
            } else if (codePoint == LINE_SEPARATOR || codePoint == PARAGRAPH_SEPARATOR) {
                escapeByNumber(codePoint);
            } else {
                reserve(width);
                System.arraycopy(text, at, bytes, length, width);
                length += width;
            }
            at += width;
        }
    }

    private void escape(int c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> escapeByNumber(c);
        }
    }

    private void escapeByNumber(int c) {
        ascii("\\u");
        reserve(4);
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 15];
        }
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
