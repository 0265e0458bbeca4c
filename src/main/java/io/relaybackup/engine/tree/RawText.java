package io.relaybackup.engine.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text as a file system keeps it: bytes that are usually UTF-8 and need not be. Names and link targets are this.
 *
 * <p>Ordered by unsigned bytes, which is the order of children in a {@link FileTree}.
 */
public final class RawText implements Comparable<RawText> {

    public static final RawText EMPTY = new RawText(new byte[0]);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final byte[] bytes;

    private RawText(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RawText of(byte[] bytes) {
        return new RawText(bytes.clone());
    }

    public static RawText utf8(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads {@code %XX} escapes as bytes and everything else as UTF-8.
     *
     * @throws IllegalArgumentException when a percent sign is not followed by two hex digits
     */
    public static RawText percentDecoded(String text) {
        if (text.indexOf('%') < 0) {
            return utf8(text);
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 1 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("'%' is not followed by two hex digits: " + RawText.utf8(text));
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return new RawText(out.toByteArray());
    }

    /** A fresh copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    byte at(int index) {
        return bytes[index];
    }

    RawText slice(int from, int to) {
        return new RawText(Arrays.copyOfRange(bytes, from, to));
    }

    RawText joined(byte separator, RawText other) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + 1 + other.bytes.length);
        all[bytes.length] = separator;
        System.arraycopy(other.bytes, 0, all, bytes.length + 1, other.bytes.length);
        return new RawText(all);
    }

    /** Whether every byte is a printable ASCII character, so that each way of spelling this text agrees. */
    public boolean isPlainAscii() {
        for (byte b : bytes) {
            if (b < 0x20 || b > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /** The text, or null when the bytes are not UTF-8. */
    public @Nullable String decodedUtf8() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** RFC 3986 escapes for all but unreserved characters and the slash; lossless. */
    public String percentEncoded() {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (isUnreserved(b)) {
                text.append((char) b);
            } else {
                text.append('%').append(HEX.toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static boolean isUnreserved(byte b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~'
                || b == '/';
    }

    @Override
    public int compareTo(RawText other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawText that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * For people: UTF-8 with replacement characters; control characters (line breaks too) are escaped, so it is safe in
     * a log line.
     */
    @Override
    public String toString() {
        if (isPlainAscii()) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
