package io.relaybackup.drill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The last bytes of an output that may be of any length. Safe for many threads. */
final class Tail {

    private static final int STEP = 8192;

    private final byte[] ring;
    private long written;

    Tail(int size) {
        ring = new byte[size];
    }

    /** Takes all there is, until its end. */
    void take(InputStream in) throws IOException {
        byte[] buffer = new byte[STEP];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            add(buffer, n);
        }
    }

    private synchronized void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % ring.length)] = bytes[i];
        }
    }

    /** How many bytes were before those that are kept. */
    synchronized long dropped() {
        return Math.max(0, written - ring.length);
    }

    /** As UTF-8; what is none is replaced, and so is the rest of a character that was cut. */
    synchronized String text() {
        int length = (int) Math.min(written, ring.length);
        byte[] last = new byte[length];
        for (int i = 0; i < length; i++) {
            last[i] = ring[(int) ((written - length + i) % ring.length)];
        }
        return new String(last, StandardCharsets.UTF_8);
    }
}
