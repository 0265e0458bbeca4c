package io.relaybackup.store;

import java.io.IOException;
import java.util.Arrays;

/** Where a repository's password comes from; asked each time that the repository is opened. */
@FunctionalInterface
interface PasswordSource {

    /**
     * The password, which the caller wipes.
     *
     * @throws io.relaybackup.engine.store.StoreUnavailableException when there is none; never says what it is
     */
    byte[] read() throws IOException;

    /**
     * The bytes without a byte order mark in front and without white space at either end, as restic reads passwords.
     */
    static byte[] trimmed(byte[] bytes) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        int end = bytes.length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        while (end > start && isSpace(bytes[end - 1])) {
            end--;
        }
        return Arrays.copyOfRange(bytes, start, end);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
