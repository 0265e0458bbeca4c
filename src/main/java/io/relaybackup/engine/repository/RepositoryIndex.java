package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index files of a repository, taken together. Others add some and, when they free space, replace them, so it is
 * looked through anew before it is relied on. Safe for many threads.
 */
final class RepositoryIndex {

    private static final Logger log = LoggerFactory.getLogger(RepositoryIndex.class);

    private final Storage storage;
    private final SealedFiles files;
    private final Set<Digest> loaded = new HashSet<>();
    private volatile BlobIndex blobs = new BlobIndex();
    private volatile Set<Digest> damaged = Set.of();

    RepositoryIndex(Storage storage, SealedFiles files) {
        this.storage = storage;
        this.files = files;
    }

    /** As of the last {@link #refresh}, with what was written here since. */
    BlobIndex blobs() {
        return blobs;
    }

    /** The index files there are, by id. */
    List<Digest> list() throws IOException {
        List<Digest> ids = new ArrayList<>();
        storage.list(FileKind.INDEX.folder(), file -> FileKind.INDEX.idOf(file).ifPresent(ids::add));
        ids.sort(null);
        return ids;
    }

    /**
     * Loads what was added since; all of it when something was taken away, as those who hold an older {@link #blobs}
     * may find what is gone. What damaged files say is not known then, so that it seems to be missing: good enough to
     * read the rest, and to back up, but not to remove anything.
     */
    synchronized void refresh() throws IOException {
        List<Digest> present = list();
        Set<Digest> unreadable = new HashSet<>();
        boolean replaced = !new HashSet<>(present).containsAll(loaded);
        BlobIndex into = replaced ? new BlobIndex() : blobs;
        Set<Digest> known = replaced ? new HashSet<>() : loaded;
        for (Digest id : present) {
            if (!known.contains(id)) {
                try {
                    IndexFile.read(FileKind.INDEX.name(id), files.load(FileKind.INDEX, id), into::add);
                    known.add(id);
                } catch (NoSuchFileException e) {
                    // Taken away since it was listed; the next look tells by what it was replaced.
                } catch (CorruptRepositoryException e) {
                    unreadable.add(id);
                    if (!damaged.contains(id)) {
                        log.warn("{}; what is only in there seems to be missing until it is repaired", e.getMessage());
                    }
                }
            }
        }
        if (replaced) {
            loaded.clear();
            loaded.addAll(known);
            blobs = into;
        }
        damaged = Set.copyOf(unreadable);
    }

    /**
     * As {@link #refresh}, for work that removes what it finds not needed.
     *
     * @throws CorruptRepositoryException when an index file is damaged
     */
    void refreshWhole() throws IOException {
        refresh();
        for (Digest id : damaged) {
            throw new CorruptRepositoryException(
                    FileKind.INDEX.name(id), "is damaged, and nothing is removed before it is repaired", null);
        }
    }

    /** The files that the last {@link #refresh} could not read. */
    Set<Digest> damaged() {
        return damaged;
    }

    /** Whether {@code blobs} are the present ones, and nothing was taken away since they were loaded. */
    synchronized boolean isCurrent(BlobIndex known) throws IOException {
        return known == blobs && new HashSet<>(list()).containsAll(loaded);
    }

    /** Forgets everything, to be loaded anew. */
    synchronized void reset() {
        loaded.clear();
        blobs = new BlobIndex();
    }
}
