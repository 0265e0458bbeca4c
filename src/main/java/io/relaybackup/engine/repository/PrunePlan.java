package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.PruneReport;
import java.util.BitSet;
import java.util.Set;

/**
 * What freeing space is to do.
 *
 * @param unknown packs that no index names, to be removed first
 * @param unused packs of which nothing is needed, to be removed last
 * @param repacked packs of which something is needed, which is to be written anew
 * @param vanished packs that are not there, which the index is to forget
 * @param kept by their numbers in the index, where needed blobs are taken from
 * @param estimate what it will come to
 */
record PrunePlan(
        Set<Digest> unknown,
        Set<Digest> unused,
        Set<Digest> repacked,
        Set<Digest> vanished,
        BitSet kept,
        PruneReport estimate) {

    PrunePlan {
        unknown = Set.copyOf(unknown);
        unused = Set.copyOf(unused);
        repacked = Set.copyOf(repacked);
        vanished = Set.copyOf(vanished);
        kept = (BitSet) kept.clone();
    }

    /** Whether the index is to name a pack no more. */
    boolean isObsolete(Digest pack) {
        return unused.contains(pack) || repacked.contains(pack) || vanished.contains(pack);
    }
}
