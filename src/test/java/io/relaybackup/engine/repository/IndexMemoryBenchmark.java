package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a blob takes in the index: how the heap grows by it. {@code -Drelay.benchmark.blobs} makes it fewer. */
class IndexMemoryBenchmark {

    private static final int BLOBS = Integer.getInteger("relay.benchmark.blobs", 10_000_000);

    /** A pack of 16 MiB has a dozen large blobs or thousands of small ones; fewer cost more. */
    private static final int IN_A_PACK = 100;

    private static final int GOAL = 64;

    private static final int LENGTH = 1000;

    private static final int COLLECTIONS = 4;

    @Test
    void bytesOfABlob() {
        SplittableRandom random = new SplittableRandom(1);
        long before = used();
        BlobIndex index = new BlobIndex();
        for (int i = 0; i < BLOBS; i += IN_A_PACK) {
            List<PackedBlob> blobs = new ArrayList<>(IN_A_PACK);
            for (int n = 0; n < IN_A_PACK; n++) {
                blobs.add(
                        new PackedBlob(BlobType.DATA, digest(random), n * LENGTH, LENGTH + Seal.OVERHEAD, 2 * LENGTH));
            }
            index.add(new IndexedPack(digest(random), blobs));
        }
        double bytes = (used() - before) / (double) index.size();
        System.out.println(String.format(
                Locale.ROOT,
                "%d blobs in the index: %.1f bytes each, goal %d: %s",
                index.size(),
                bytes,
                GOAL,
                bytes <= GOAL ? "met" : "NOT met"));
    }

    private static Digest digest(SplittableRandom random) {
        ByteBuffer bytes = ByteBuffer.allocate(Digest.LENGTH);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return Digest.of(bytes.array(), 0);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
