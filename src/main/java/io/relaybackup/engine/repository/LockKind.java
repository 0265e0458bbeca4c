package io.relaybackup.engine.repository;

/** What a lock keeps out. */
enum LockKind {
    /** Exclusive ones: for whoever reads, or adds to, a repository. */
    SHARED,
    /** All others: for whoever removes from it. */
    EXCLUSIVE
}
