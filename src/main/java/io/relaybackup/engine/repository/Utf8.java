package io.relaybackup.engine.repository;

/** UTF-8 in bytes that need not be UTF-8: a byte that belongs to no character is told apart, one at a time. */
final class Utf8 {

    /** For a byte that begins no character. */
    static final int INVALID = -1;

    private static final int FIRST_SURROGATE = 0xd800;
    private static final int LAST_SURROGATE = 0xdfff;

    private Utf8() {}

    /** The code point whose shortest form begins at an index, or {@link #INVALID}. */
    static int decode(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        if (first < 0xc2 || first > 0xf4) {
            return INVALID;
        }
        int width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (bytes.length - at < width) {
            return INVALID;
        }
        int codePoint = first & 0x7f >> width;
        for (int i = 1; i < width; i++) {
            int next = bytes[at + i];
            if ((next & 0xc0) != 0x80) {
                return INVALID;
            }
            codePoint = codePoint << 6 | next & 0x3f;
        }
        boolean surrogate = codePoint >= FIRST_SURROGATE && codePoint <= LAST_SURROGATE;
        return surrogate || width(codePoint) != width || codePoint > Character.MAX_CODE_POINT ? INVALID : codePoint;
    }

    /** The bytes that a code point needs; one for {@link #INVALID}. */
    static int width(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    static boolean isValid(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int codePoint = decode(bytes, at);
            if (codePoint == INVALID) {
                return false;
            }
            at += width(codePoint);
        }
        return true;
    }
}
