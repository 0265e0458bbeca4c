package io.relaybackup.engine.plain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of ASCII and raw bytes in the making; grows as needed. */
final class LineBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;

    private int length;

    LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    LineBuffer ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    LineBuffer ascii(String text) {
        int n = text.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0 || value > 999_999_999_999_999_999L) {
            return ascii(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits(value, digits);
    }

    LineBuffer nineDigits(int value) {
        return digits(value, 9);
    }

    private LineBuffer digits(long value, int count) {
        reserve(count);
        length += count;
        long rest = value;
        for (int i = 1; i <= count; i++) {
            bytes[length - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    LineBuffer hex(byte[] binary) {
        reserve(2 * binary.length);
        for (byte b : binary) {
            bytes[length++] = HEX[b >> 4 & 15];
            bytes[length++] = HEX[b & 15];
        }
        return this;
    }

    int length() {
        return length;
    }

    /** The bytes so far, valid until the next change; only the first {@link #length} count. */
    byte[] array() {
        return bytes;
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
