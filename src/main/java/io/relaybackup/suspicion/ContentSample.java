package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Some of a file's bytes: its beginning and a few pieces further on. Tells content that is compressible from content
 * that is not by the Shannon entropy of the bytes: text and tables have 3 to 6 bits in each, what is encrypted or
 * compressed nearly 8.
 */
final class ContentSample {

    private static final int PIECE = 4096;

    private static final int PIECES = 4;

    /** Of fewer bytes the entropy tells nothing. */
    private static final int LEAST = 256;

    /** So many random bytes show nearly all of their entropy. */
    private static final int MANY = 1024;

    private static final double HIGH_OF_MANY = 7.5;

    /** 256 random bytes show 7.2 bits on average, and text of that length less than 5.5. */
    private static final double HIGH_OF_FEW = 6.9;

    /** How formats begin that are compressed by themselves; who encrypts a file keeps no such mark. */
    private static final List<byte[]> COMPRESSED = List.of(
            magic("1f8b"),
            magic("28b52ffd"),
            magic("504b0304"),
            magic("fd377a585a00"),
            magic("425a68"),
            magic("377abcaf271c"),
            magic("04224d18"),
            magic("89504e47"),
            magic("ffd8ff"),
            magic("47494638"),
            magic("52494646"),
            magic("25504446"),
            magic("4f676753"));

    private final long size;
    private final List<byte[]> pieces;

    private ContentSample(long size, List<byte[]> pieces) {
        this.size = size;
        this.pieces = pieces;
    }

    private static byte[] magic(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Reads one; of a file that is longer than its pieces, only these. */
    static ContentSample of(FileTree tree, Entry file) throws IOException {
        byte[][] read = new byte[PIECES][];
        long size = file.size();
        long position = 0;
        int count = 0;
        try (InputStream in = tree.open(file)) {
            for (int i = 0; i < PIECES && start(i, size) < Math.max(1, size); i++) {
                in.skipNBytes(start(i, size) - position);
                read[i] = in.readNBytes(PIECE);
                position = start(i, size) + read[i].length;
                count++;
            }
        }
        return new ContentSample(size, List.of(Arrays.copyOf(read, count)));
    }

    /** The last piece of a long file is its end; a short one is read whole. */
    private static long start(int piece, long size) {
        return size <= (long) PIECES * PIECE ? (long) piece * PIECE : (size - PIECE) * piece / (PIECES - 1);
    }

    boolean isLike(ContentSample other) {
        if (size != other.size || pieces.size() != other.pieces.size()) {
            return false;
        }
        for (int i = 0; i < pieces.size(); i++) {
            if (!Arrays.equals(pieces.get(i), other.pieces.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is nothing, or only zeros, in all pieces. */
    boolean isBlank() {
        for (byte[] piece : pieces) {
            for (byte b : piece) {
                if (b != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Whether content that was compressible is so no more: its beginning, or half of its pieces. Compressed formats do
     * not count.
     */
    boolean isScrambled(ContentSample before) {
        if (hasMark()) {
            return false;
        }
        int scrambled = 0;
        for (int i = 0; i < pieces.size(); i++) {
            boolean was = i < before.pieces.size() ? isIncompressible(before.pieces.get(i)) : before.isIncompressible();
            if (!was && isIncompressible(pieces.get(i))) {
                scrambled += i == 0 ? pieces.size() : 1;
            }
        }
        return scrambled > 0 && scrambled * 2 >= pieces.size() && !before.isIncompressible();
    }

    private boolean isIncompressible() {
        return pieces.stream().anyMatch(ContentSample::isIncompressible);
    }

    private boolean hasMark() {
        byte[] head = pieces.isEmpty() ? new byte[0] : pieces.get(0);
        return COMPRESSED.stream()
                .anyMatch(mark ->
                        head.length >= mark.length && Arrays.equals(head, 0, mark.length, mark, 0, mark.length));
    }

    static boolean isIncompressible(byte[] bytes) {
        return bytes.length >= LEAST && entropy(bytes) > (bytes.length >= MANY ? HIGH_OF_MANY : HIGH_OF_FEW);
    }

    /** Bits in a byte, 0 to 8, by how often each value comes. */
    static double entropy(byte[] bytes) {
        int[] counts = new int[256];
        for (byte b : bytes) {
            counts[b & 0xff]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / bytes.length;
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
