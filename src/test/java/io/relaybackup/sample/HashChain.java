package io.relaybackup.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the lines of {@code chain.jsonl}. Each is a JSON object that ends in {@code ,"hash":"…"}, the SHA-256 of
 * everything before that; {@code previousHash} is the hash of the line before, and 64 zeros in the first. Not for
 * several threads.
 */
final class HashChain {

    private static final Pattern LINE = Pattern.compile(
            "(\\{\"index\":(\\d+),\"timestamp\":\"[^\"]+\",\"previousHash\":\"([0-9a-f]{64})\",.*),\"hash\":\"([0-9a-f]{64})\"}");
    private static final String BEFORE_THE_FIRST = "0".repeat(64);
    private static final Instant GENESIS = Instant.parse("2025-09-18T16:08:34.266Z");
    private static final String[] KINDS = {"transfer", "vote", "channel-join", "key-rotation", "invite"};
    private static final int LONGEST_LINE = 4096;

    private final SplittableRandom random;
    private long nextIndex;
    private String lastHash;

    private HashChain(SplittableRandom random, long nextIndex, String lastHash) {
        this.random = random;
        this.nextIndex = nextIndex;
        this.lastHash = lastHash;
    }

    static HashChain begin(long seed) {
        return new HashChain(new SplittableRandom(seed), 0, BEFORE_THE_FIRST);
    }

    /** Goes on after a file's last line, which must be whole. */
    static HashChain after(Path file, long seed) throws IOException {
        if (Files.size(file) == 0) {
            return begin(seed);
        }
        Link last = Link.parse(lastLine(file));
        return new HashChain(new SplittableRandom(seed), last.index() + 1, last.hash());
    }

    /** The next line, without its line break. */
    String next() {
        String content = "{\"index\":" + nextIndex
                + ",\"timestamp\":\"" + GENESIS.plusSeconds(nextIndex)
                + "\",\"previousHash\":\"" + lastHash
                + "\",\"type\":\"" + KINDS[random.nextInt(KINDS.length)]
                + "\",\"payload\":{\"from\":\"user-" + random.nextInt(10_000)
                + "\",\"to\":\"user-" + random.nextInt(10_000)
                + "\",\"amount\":" + random.nextInt(1_000_000)
                + ",\"signature\":\"" + hex(random.nextLong()) + hex(random.nextLong()) + "\"}";
        lastHash = SampleData.sha256(content);
        nextIndex++;
        return content + ",\"hash\":\"" + lastHash + "\"}";
    }

    /** What a line says of its place in the chain; its hash is known to be right. */
    record Link(long index, String previousHash, String hash) {

        static final Link BEFORE_ALL = new Link(-1, "", BEFORE_THE_FIRST);

        /** Reads a line; refuses one that is not whole or whose hash is not its content's. */
        static Link parse(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a whole line of a chain: " + line);
            }
            String hash = matcher.group(4);
            if (!SampleData.sha256(matcher.group(1)).equals(hash)) {
                throw new IllegalArgumentException("the hash is not that of the line: " + line);
            }
            return new Link(Long.parseLong(matcher.group(2)), matcher.group(3), hash);
        }

        boolean follows(Link before) {
            return index == before.index + 1 && previousHash.equals(before.hash);
        }
    }

    private static String lastLine(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(in.length(), LONGEST_LINE)];
            in.seek(in.length() - end.length);
            in.readFully(end);
            String text = new String(end, UTF_8);
            return text.stripTrailing().lines().reduce("", (first, second) -> second);
        }
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
