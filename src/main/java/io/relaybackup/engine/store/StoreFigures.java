package io.relaybackup.engine.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a store's content as a whole.
 *
 * @param blobs pieces of content, each counted once
 * @param packs files that hold them
 * @param packBytes of all packs
 * @param unusedBytes of packs that no backup needs, as the last prune, or its dry run, found; -1 when not known
 * @param cacheHits readings that were spared since the start
 * @param cacheMisses readings that were not
 * @param lastChecked when all backups were last looked at, at whatever level; null for never
 * @param oldestRead when the content that was not read for longest was last read; null when some never was
 * @param readBytes of the packs that were read at least once and are still there
 * @param readTimes of the packs, in bytes by day: how much was last read when; newest last
 */
public record StoreFigures(
        long blobs,
        long packs,
        long packBytes,
        long unusedBytes,
        long cacheHits,
        long cacheMisses,
        @Nullable Instant lastChecked,
        @Nullable Instant oldestRead,
        long readBytes,
        List<ReadTime> readTimes) {

    public StoreFigures {
        readTimes = List.copyOf(readTimes);
    }

    /** So many bytes were last read at about this time. */
    public record ReadTime(Instant at, long bytes) {}

    /** The share, 0 to 1, of the packs' bytes that was read at this time or later. */
    public double shareReadSince(Instant time) {
        long read = readTimes.stream()
                .filter(r -> !r.at().isBefore(time))
                .mapToLong(ReadTime::bytes)
                .sum();
        return packBytes == 0 ? 1 : Math.min(1, (double) read / packBytes);
    }
}
