package io.relaybackup.engine.repository;

/** What a blob is a piece of. The words in JSON are these in lower case. */
enum BlobType {
    /** A file's content. */
    DATA,
    /** A directory. */
    TREE;

    String word() {
        return this == DATA ? "data" : "tree";
    }
}
