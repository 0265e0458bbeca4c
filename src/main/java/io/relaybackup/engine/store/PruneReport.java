package io.relaybackup.engine.store;

/**
 * What freeing space did, or would do.
 *
 * @param dryRun nothing was done
 * @param packs how many there were
 * @param packsRemoved without a replacement
 * @param packsRepacked written anew without what is not needed, and removed
 * @param blobs how many there were
 * @param blobsRemoved needed by no backup, or there more than once
 * @param totalBytes of all packs before
 * @param freedBytes by which the packs became smaller
 * @param unusedBytes that stay though no backup needs them
 */
public record PruneReport(
        boolean dryRun,
        long packs,
        long packsRemoved,
        long packsRepacked,
        long blobs,
        long blobsRemoved,
        long totalBytes,
        long freedBytes,
        long unusedBytes) {}
