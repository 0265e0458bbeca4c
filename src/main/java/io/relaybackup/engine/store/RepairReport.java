package io.relaybackup.engine.store;

import java.util.List;

/**
 * What mending did.
 *
 * @param packsFound that the index did not know, or knew wrongly
 * @param packsLost that the index knew, and that are gone or damaged
 * @param blobsLost that backups need and that are nowhere any more
 * @param blobsRecovered that were taken from another store's copy
 * @param lostFileCount files of backups that are not whole any more, all of them
 * @param lostFiles the first of them, at most {@link #LISTED}
 * @param droppedFiles that left their backups, as was asked
 */
public record RepairReport(
        long packsFound,
        long packsLost,
        long blobsLost,
        long blobsRecovered,
        long lostFileCount,
        List<LostFile> lostFiles,
        long droppedFiles) {

    public static final int LISTED = 1000;

    public RepairReport {
        lostFiles = List.copyOf(lostFiles);
    }

    /**
     * A file or directory that is not whole.
     *
     * @param backup id
     * @param path percent-encoded, relative to the data directory
     */
    public record LostFile(String backup, String path) {}
}
