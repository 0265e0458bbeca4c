package io.relaybackup.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Proves that a {@code chain.jsonl} is one unbroken hash chain from its first line. */
public final class ChainVerifier {

    private ChainVerifier() {}

    /**
     * Reads the whole file, a line at a time.
     *
     * @return how many lines there are
     * @throws IllegalStateException with the number of the first line that is cut off, altered, missing or out of order
     */
    public static long verify(Path chain) throws IOException {
        HashChain.Link last = HashChain.Link.BEFORE_ALL;
        try (BufferedReader reader = Files.newBufferedReader(chain, UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                last = next(chain, last, line);
            }
        }
        requireFinalLineBreak(chain);
        return last.index() + 1;
    }

    private static HashChain.Link next(Path chain, HashChain.Link last, String line) {
        String where = chain + ", line " + (last.index() + 2) + ": ";
        HashChain.Link link;
        try {
            link = HashChain.Link.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(where + e.getMessage(), e);
        }
        if (!link.follows(last)) {
            throw new IllegalStateException(where + link + " does not follow " + last);
        }
        return link;
    }

    private static void requireFinalLineBreak(Path chain) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(chain.toFile(), "r")) {
            if (in.length() > 0) {
                in.seek(in.length() - 1);
                if (in.read() != '\n') {
                    throw new IllegalStateException(chain + " does not end in a line break");
                }
            }
        }
    }
}
