/**
 * Repositories in the public format of restic, versions 1 and 2: deduplicated, compressed, encrypted, on any storage.
 *
 * <p>A repository is a {@code config}, and files that are named by the SHA-256 of their bytes: {@code keys}, each the
 * master key under one password; packs of blobs in {@code data}; {@code index} files that say which blob lies where;
 * {@code snapshots}, each the root of a tree of blobs; {@code locks}. Files are written once. Packs are written before
 * the index that names them, that before the snapshot that needs it, and all are read the other way round.
 *
 * @see <a href="https://restic.readthedocs.io/en/stable/100_references.html">the format's description</a>
 */
@NullMarked
package io.relaybackup.engine.repository;

import org.jspecify.annotations.NullMarked;
