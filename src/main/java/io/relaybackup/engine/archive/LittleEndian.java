package io.relaybackup.engine.archive;

import java.io.ByteArrayOutputStream;

/** Puts numbers together with their lowest byte first, as zip has them. */
final class LittleEndian {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    LittleEndian int16(int value) {
        return put(value, Short.BYTES);
    }

    /** The lowest 32 bits. */
    LittleEndian int32(long value) {
        return put(value, Integer.BYTES);
    }

    LittleEndian int64(long value) {
        return put(value, Long.BYTES);
    }

    LittleEndian bytes(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    int size() {
        return bytes.size();
    }

    private LittleEndian put(long value, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write((int) (value >>> 8 * i));
        }
        return this;
    }
}
