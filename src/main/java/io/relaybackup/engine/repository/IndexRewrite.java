package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobWriter.Gate;
import io.relaybackup.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Replaces index files by ones that do not name some packs, or name again what another does, and joins small ones: all
 * new ones are there before the first old one goes. Used once, by one thread, under an exclusive lock.
 */
final class IndexRewrite {

    private final Storage storage;
    private final SealedFiles files;
    private final Predicate<Digest> obsolete;
    private final Gate gate;

    private final List<Digest> replaced = new ArrayList<>();
    private final Set<Digest> named = new HashSet<>();
    private List<IndexedPack> pending = new ArrayList<>();
    private int pendingBlobs;

    /** @param obsolete packs that are to be named no more */
    IndexRewrite(Storage storage, SealedFiles files, Predicate<Digest> obsolete, Gate gate) {
        this.storage = storage;
        this.files = files;
        this.obsolete = obsolete;
        this.gate = gate;
    }

    /** @param present the index files there are */
    void run(List<Digest> present) throws IOException {
        run(present, Set.of(), List.of());
    }

    /**
     * As {@link #run(List)}.
     *
     * @param unreadable further index files, to be replaced, too
     * @param found packs to be named besides, whatever the files say of them
     */
    void run(List<Digest> present, Set<Digest> unreadable, List<IndexedPack> found) throws IOException {
        replaced.addAll(unreadable);
        for (IndexedPack pack : found) {
            add(pack);
        }
        Digest small = null;
        List<IndexedPack> smallPacks = List.of();
        for (Digest id : present) {
            List<IndexedPack> packs = read(id);
            int blobs = packs.stream().mapToInt(pack -> pack.blobs().size()).sum();
            boolean isSmall = blobs < IndexFile.FULL / 2;
            boolean repeats = packs.stream().anyMatch(pack -> named.contains(pack.id()));
            packs.removeIf(pack -> !named.add(pack.id()));
            if (!repeats && packs.stream().noneMatch(pack -> obsolete.test(pack.id()))) {
                if (!isSmall) {
                    continue;
                }
                if (small == null && replaced.isEmpty()) {
                    // Not worth it while it is the only one.
                    small = id;
                    smallPacks = packs;
                    continue;
                }
            }
            replace(id, packs);
        }
        if (small != null && !replaced.isEmpty()) {
            replace(small, smallPacks);
        }
        save();
        for (Digest id : replaced) {
            delete(FileKind.INDEX, id);
        }
    }

    private List<IndexedPack> read(Digest id) throws IOException {
        List<IndexedPack> packs = new ArrayList<>();
        IndexFile.read(FileKind.INDEX.name(id), files.load(FileKind.INDEX, id), packs::add);
        return packs;
    }

    private void replace(Digest id, List<IndexedPack> packs) throws IOException {
        replaced.add(id);
        for (IndexedPack pack : packs) {
            if (!obsolete.test(pack.id())) {
                add(pack);
            }
        }
    }

    private void add(IndexedPack pack) throws IOException {
        pending.add(pack);
        pendingBlobs += pack.blobs().size();
        if (pendingBlobs >= IndexFile.FULL) {
            save();
        }
    }

    private void save() throws IOException {
        if (!pending.isEmpty()) {
            gate.pass();
            files.save(FileKind.INDEX, IndexFile.write(pending));
            pending = new ArrayList<>();
            pendingBlobs = 0;
        }
    }

    private void delete(FileKind kind, Digest id) throws IOException {
        gate.pass();
        try {
            storage.delete(kind.name(id));
        } catch (NoSuchFileException e) {
            // Just as well.
        }
    }
}
