package io.relaybackup.engine.repository;

import java.util.List;

/** A pack with the blobs that an index says are in it. */
record IndexedPack(Digest id, List<PackedBlob> blobs) {

    IndexedPack {
        blobs = List.copyOf(blobs);
    }
}
