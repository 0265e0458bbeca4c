package io.relaybackup.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    private static final int MIB = 1024 * 1024;

    private final Polynomial polynomial = Polynomial.parse("3481cd716c0c5d");

    /** The lengths that restic 0.14 cut the same bytes into, in a repository with this polynomial. */
    @Test
    void cutsWhereResticDoes() throws Exception {
        assertThat(lengths(counted(), 24 * MIB))
                .containsExactly(
                        612917, 535073, 613888, 911404, 1070238, 1169434, 944595, 928797, 1648248, 1666443, 601863,
                        987502, 802715, 997615, 1425446, 3759989, 1106160, 1501570, 1066752, 564855, 1734347, 515973);
        assertThat(lengths(lines(), 16 * MIB))
                .containsExactly(960329, 1368517, 690279, 1655923, 3305864, 1446336, 1545768, 1609919);
    }

    /** 24 MiB: the SHA-256 of each number from 0 on, as eight bytes. */
    private static byte[] counted() throws NoSuchAlgorithmException {
        ByteBuffer all = ByteBuffer.allocate(24 * MIB);
        for (long i = 0; all.hasRemaining(); i++) {
            all.put(sha256(i));
        }
        return all.array();
    }

    private static byte[] lines() throws NoSuchAlgorithmException {
        StringBuilder all = new StringBuilder();
        for (long i = 0; all.length() < 12 * MIB; i++) {
            String hash = HexFormat.of().formatHex(sha256(i));
            all.append("{\"index\":")
                    .append(i)
                    .append(",\"hash\":\"")
                    .append(hash)
                    .append("\"}\n");
        }
        return all.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sha256(long number) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256")
                .digest(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    @Test
    void aBufferThatFillsSlowlyIsCutAlike() {
        byte[] bytes = random(9 * MIB, 5);
        List<Integer> whole = lengths(bytes, bytes.length);
        assertThat(whole).hasSizeGreaterThan(3);
        for (int step : new int[] {1_000_003, 65_536, 4_097}) {
            assertThat(lengths(bytes, step)).isEqualTo(whole);
        }
    }

    @Test
    void everyCutIsTheFirstThatASlowerReckoningFinds() {
        byte[] bytes = random(5 * MIB, 6);
        int from = 0;
        for (int length : lengths(bytes, bytes.length)) {
            assertThat(slowly(bytes, from)).isEqualTo(length);
            from += length;
        }
    }

    /** As the format's description has it, without tables or skipping ahead. */
    private int slowly(byte[] bytes, int from) {
        int most = Math.min(Chunker.LONGEST, bytes.length - from);
        for (int length = Chunker.SHORTEST; length < most; length++) {
            long f = 0;
            for (int i = from + length - 64; i < from + length; i++) {
                f = polynomial.reduce(f << 8 | bytes[i] & 0xff);
            }
            if ((f & 0xfffff) == 0) {
                return length;
            }
        }
        return most;
    }

    /** The places are in one stretch that is looked through in several places at once, in all orders. */
    @Test
    void theFirstOfSeveralCutsIsTaken() {
        byte[] bytes = random(9 * MIB, 9);
        int cut = lengths(bytes, bytes.length).get(0);
        byte[] window = Arrays.copyOfRange(bytes, cut - 64, cut);
        Random random = new Random(10);
        for (int round = 0; round < 300; round++) {
            byte[] content = new byte[Chunker.SHORTEST + 33 * 1024 + 7];
            Arrays.fill(content, (byte) 1);
            int first = Integer.MAX_VALUE;
            for (int n = 0; n < 4; n++) {
                int at = Chunker.SHORTEST + random.nextInt(content.length - Chunker.SHORTEST) / 64 * 64;
                System.arraycopy(window, 0, content, at - 64, 64);
                first = Math.min(first, at);
            }
            assertThat(lengths(content, content.length)).startsWith(first);
        }
    }

    @Test
    void zerosAreCutAsOftenAsMayBeAndWhatNeverCutsAtTheLongest() {
        assertThat(lengths(new byte[2 * MIB], MIB))
                .containsExactly(Chunker.SHORTEST, Chunker.SHORTEST, Chunker.SHORTEST, Chunker.SHORTEST);
        byte[] ones = new byte[9 * MIB];
        Arrays.fill(ones, (byte) 1);
        assertThat(lengths(ones, ones.length)).containsExactly(Chunker.LONGEST, MIB);
    }

    @Test
    void whatFollowsAnInsertionIsCutAsBefore() {
        byte[] before = random(8 * MIB, 7);
        byte[] after = new byte[before.length + 3];
        System.arraycopy(before, 0, after, 0, 1000);
        System.arraycopy(before, 1000, after, 1003, before.length - 1000);

        List<Integer> cutBefore = lengths(before, before.length);
        List<Integer> cutAfter = lengths(after, after.length);

        assertThat(cutAfter.get(0)).isEqualTo(cutBefore.get(0) + 3);
        assertThat(cutAfter.subList(1, cutAfter.size())).isEqualTo(cutBefore.subList(1, cutBefore.size()));
    }

    @Test
    void anAbandonedContentLeavesNoTrace() {
        byte[] bytes = random(3 * MIB, 8);
        Chunker chunker = new Chunker(polynomial);
        assertThat(chunker.next(new byte[Chunker.SHORTEST - 1], 0, Chunker.SHORTEST - 1, true))
                .isZero();
        byte[] ones = new byte[2 * MIB];
        Arrays.fill(ones, (byte) 1);
        assertThat(chunker.next(ones, 0, ones.length, true)).isZero();
        chunker.reset();
        assertThat(chunker.next(bytes, 0, bytes.length, false))
                .isEqualTo(lengths(bytes, bytes.length).get(0));
    }

    private static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Cuts all, told of {@code step} bytes more each time. */
    private List<Integer> lengths(byte[] bytes, int step) {
        Chunker chunker = new Chunker(polynomial);
        List<Integer> lengths = new ArrayList<>();
        int from = 0;
        int known = 0;
        while (known < bytes.length) {
            known = Math.min(bytes.length, known + step);
            boolean last = known == bytes.length;
            for (int next = chunker.next(bytes, from, known, last);
                    next > 0;
                    next = chunker.next(bytes, from, known, last)) {
                lengths.add(next);
                from += next;
            }
        }
        if (from < bytes.length) {
            lengths.add(bytes.length - from);
        }
        return lengths;
    }
}
