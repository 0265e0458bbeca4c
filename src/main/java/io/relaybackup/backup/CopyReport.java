package io.relaybackup.backup;

import java.util.List;

/**
 * What copying a backup did: the result of its operation.
 *
 * @param from the store whose copy was read
 * @param files regular files
 * @param bytes of their content
 * @param addedBytes new in the receiving store by it
 * @param skippedCopies that should have been read first and could not
 */
record CopyReport(
        String backup,
        String from,
        String store,
        long files,
        long bytes,
        long addedBytes,
        List<SkippedCopy> skippedCopies) {

    CopyReport {
        skippedCopies = List.copyOf(skippedCopies);
    }

    /** A store whose copy could not be used. */
    record SkippedCopy(String store, String reason) {}
}
