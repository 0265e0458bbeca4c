package io.relaybackup.engine.repository;

import java.time.OffsetDateTime;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the making of a snapshot came to. Those made before restic 0.17 have none.
 *
 * @param dataBlobs blobs of content that were new to the repository
 * @param treeBlobs blobs of directories that were new to the repository
 * @param dataAdded bytes of the new blobs
 * @param dataAddedPacked bytes of the new blobs as they are stored
 * @param totalFilesProcessed files, changed or not
 * @param totalBytesProcessed bytes in these files
 * @param unknown a JSON object with the fields that are not known here
 */
record SnapshotSummary(
        OffsetDateTime backupStart,
        OffsetDateTime backupEnd,
        long filesNew,
        long filesChanged,
        long filesUnmodified,
        long dirsNew,
        long dirsChanged,
        long dirsUnmodified,
        long dataBlobs,
        long treeBlobs,
        long dataAdded,
        long dataAddedPacked,
        long totalFilesProcessed,
        long totalBytesProcessed,
        String unknown) {

    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("backup_start", ZonedTimes.format(backupStart));
        json.put("backup_end", ZonedTimes.format(backupEnd));
        json.put("files_new", filesNew);
        json.put("files_changed", filesChanged);
        json.put("files_unmodified", filesUnmodified);
        json.put("dirs_new", dirsNew);
        json.put("dirs_changed", dirsChanged);
        json.put("dirs_unmodified", dirsUnmodified);
        json.put("data_blobs", dataBlobs);
        json.put("tree_blobs", treeBlobs);
        json.put("data_added", dataAdded);
        json.put("data_added_packed", dataAddedPacked);
        json.put("total_files_processed", totalFilesProcessed);
        json.put("total_bytes_processed", totalBytesProcessed);
        json.setAll((ObjectNode) Json.MAPPER.readTree(unknown));
        return json;
    }
}
