package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a repository, as backups. Files never change, so each is read once; which there are is looked at for
 * every answer. Safe for many threads.
 */
final class Snapshots {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    private static final RawText MANIFEST = RawText.utf8(Manifest.FILE_NAME);

    private static final int LARGEST_MANIFEST = 64 * 1024 * 1024;

    /** Held by whoever replaces or removes a backup's snapshot, so that changes of one follow each other. */
    final Object changing = new Object();

    private final RepositoryParts parts;
    private final RepositoryMemory memory;
    private final Map<Digest, Known> known = new HashMap<>();
    private final Set<Digest> unreadable = new HashSet<>();
    private final Set<Digest> damaged = new HashSet<>();

    Snapshots(RepositoryParts parts) {
        this.parts = parts;
        this.memory = parts.memory();
    }

    /**
     * A snapshot as a backup.
     *
     * @param manifest as it is in the snapshot; null in one of others
     * @param backup without what is known of verifications
     * @param top the tree that the backup is, which lies below the snapshot's own in one with an absolute path
     */
    record Known(Digest id, Snapshot snapshot, @Nullable Digest manifest, StoredBackup backup, Digest top, Entry root) {

        boolean isOurs() {
            return manifest != null;
        }

        boolean isDeleted() {
            return backup.deleted() != null;
        }

        /** Whether both are of the same content, taken at the same time of the same place: one backup. */
        boolean holdsWhat(Known other) {
            return snapshot.holdsWhat(other.snapshot());
        }

        Known named(BackupId name) {
            return new Known(id, snapshot, manifest, backup.withId(name), top, root);
        }

        /** Without what would give another one's name to a snapshot that is rewritten from this. */
        private Snapshot beginning() {
            return !isOurs() && id.shortened().equals(backup.id().snapshot()) ? snapshot.withoutOriginal() : snapshot;
        }

        /** Whether a service of this name made it, even where its manifest is damaged. */
        boolean isOfHost(String host) {
            return SnapshotTags.isOurs(snapshot.tags()) && snapshot.hostname().equals(host);
        }
    }

    /** What is not in the trash, newest first. */
    List<StoredBackup> newestFirst() throws IOException {
        return newestFirst(each -> !each.isDeleted());
    }

    /** What is in the trash, newest first. */
    List<StoredBackup> trashedNewestFirst() throws IOException {
        return newestFirst(Known::isDeleted);
    }

    private List<StoredBackup> newestFirst(Predicate<Known> wanted) throws IOException {
        return all().stream()
                .filter(wanted)
                .map(each -> withVerification(each.backup()))
                .sorted(Comparator.comparing(StoredBackup::id).reversed())
                .toList();
    }

    StoredBackup withVerification(StoredBackup backup) {
        Notes.Verification last = memory.last(backup.id());
        if (last == null) {
            return backup;
        }
        Notes notes = backup.notes();
        return backup.withNotes(new Notes(notes.tags(), notes.note(), notes.hold(), last, notes.suspicion()));
    }

    StoredBackup backup(BackupId id) throws IOException {
        return withVerification(get(id).backup());
    }

    /** The backup of this id; where there is none but in the trash, that one. */
    Known get(BackupId id) throws IOException {
        List<Known> all = all();
        Known found = find(id, false, all);
        return found == null ? known(id, find(id, true, all)) : found;
    }

    /** The backup of this id that is not in the trash. */
    Known getListed(BackupId id) throws IOException {
        return known(id, find(id));
    }

    /** {@link #getListed}; null when there is none. */
    @Nullable
    Known find(BackupId id) throws IOException {
        return find(id, false, all());
    }

    /** The backup of this id that is in the trash. */
    Known getTrashed(BackupId id) throws IOException {
        return known(id, find(id, true, all()));
    }

    private static @Nullable Known find(BackupId id, boolean deleted, List<Known> all) {
        return all.stream()
                .filter(each -> each.backup().id().equals(id) && each.isDeleted() == deleted)
                .findFirst()
                .orElse(null);
    }

    private static Known known(BackupId id, @Nullable Known found) throws BackupNotFoundException {
        if (found == null) {
            throw new BackupNotFoundException(id.value());
        }
        return found;
    }

    /**
     * The files there are, by id.
     *
     * @throws io.relaybackup.engine.store.StoreUnavailableException when there are none because the repository is away
     */
    List<Digest> list() throws IOException {
        List<Digest> ids = new ArrayList<>();
        parts.storage()
                .list(
                        FileKind.SNAPSHOT.folder(),
                        file -> FileKind.SNAPSHOT.idOf(file).ifPresent(ids::add));
        if (ids.isEmpty()) {
            parts.checkPresent(); // the folder of a volume that is not mounted is empty too
        }
        ids.sort(null);
        return ids;
    }

    /**
     * One for each backup: of several that a crash left of one, the same is always taken. Those in the trash are among
     * them, at most one of an id beside one that is not.
     */
    synchronized List<Known> all() throws IOException {
        List<Digest> present = list();
        known.keySet().retainAll(new HashSet<>(present));
        unreadable.retainAll(new HashSet<>(present));
        damaged.retainAll(new HashSet<>(present));
        boolean refreshed = false;
        for (Digest id : present) {
            if (!known.containsKey(id) || damaged.contains(id)) {
                if (!refreshed) {
                    parts.index().refresh();
                    refreshed = true;
                }
                read(id);
            }
        }
        return CurrentSnapshots.of(present.stream().map(known::get).filter(Objects::nonNull));
    }

    private void read(Digest id) throws IOException {
        try {
            Snapshot snapshot = Snapshot.parse(
                    FileKind.SNAPSHOT.name(id), parts.repository().files().load(FileKind.SNAPSHOT, id));
            known.put(id, describe(id, snapshot));
            unreadable.remove(id);
        } catch (NoSuchFileException e) {
            // Gone since it was listed.
        } catch (CorruptRepositoryException e) {
            if (unreadable.add(id)) {
                log.warn(
                        "The snapshot {} of {} cannot be read: {}",
                        id,
                        parts.storage().location(),
                        e.getMessage());
            }
        }
    }

    /** Files that are snapshots by name and cannot be read. */
    synchronized List<Digest> unreadable() throws IOException {
        all();
        return List.copyOf(unreadable);
    }

    /** What can be said of a snapshot; when its manifest or its root is damaged, what its own file says. */
    private Known describe(Digest id, Snapshot snapshot) throws IOException {
        try {
            Known whole = describeWhole(id, snapshot);
            synchronized (this) {
                damaged.remove(id);
            }
            return whole;
        } catch (CorruptRepositoryException e) {
            synchronized (this) {
                if (damaged.add(id)) {
                    log.warn("The snapshot {} is damaged: {}", id, e.getMessage());
                }
            }
            return ExternalSnapshot.ofDamaged(id, snapshot);
        }
    }

    private Known describeWhole(Digest id, Snapshot snapshot) throws IOException {
        Node manifest;
        if (SnapshotTags.original(snapshot.tags()) != null) {
            return ExternalSnapshot.describe(id, snapshot, parts);
        }
        try {
            manifest = parts.trees().find(snapshot.tree(), TreePath.ROOT, MANIFEST);
            if (manifest != null
                    && manifest.content().size() == 1
                    && manifest.entry().size() <= LARGEST_MANIFEST) {
                Digest blob = manifest.content().get(0);
                Manifest read = ManifestJson.read(parts.blobs().load(BlobType.DATA, blob));
                if (read.id() != null) {
                    StoredBackup backup = new StoredBackup(
                            read.id(),
                            read,
                            SnapshotTags.notes(snapshot.tags()),
                            false,
                            SnapshotTags.deleted(snapshot.tags()));
                    Entry root =
                            SnapshotTags.root(snapshot.tags(), snapshot.time().toInstant());
                    return new Known(id, snapshot, blob, backup, snapshot.tree(), root);
                }
            }
        } catch (CorruptRepositoryException e) {
            throw e; // it may be one of ours
        } catch (CorruptBackupException e) {
            log.debug("The snapshot {} has a manifest that is none of ours", id, e);
        }
        return ExternalSnapshot.describe(id, snapshot, parts);
    }

    /** Keeps a new snapshot; when this returns it is on stable storage. */
    StoredBackup add(Snapshot snapshot) throws IOException {
        Digest id = parts.repository().files().save(FileKind.SNAPSHOT, snapshot.json());
        return added(describeWhole(id, snapshot));
    }

    private StoredBackup added(Known added) {
        Digest id = added.id();
        synchronized (this) {
            known.put(id, added);
        }
        if (added.isOfHost(parts.options().host())) {
            memory.see(added.backup().id());
        }
        return added.backup();
    }

    /** Backups that were read before, and whose files have been damaged since. */
    synchronized List<Known> damagedSince() throws IOException {
        List<Known> found = new ArrayList<>();
        for (Known each : all()) {
            StorageName name = FileKind.SNAPSHOT.name(each.id());
            try {
                Snapshot.parse(name, parts.repository().files().load(FileKind.SNAPSHOT, each.id()));
            } catch (NoSuchFileException e) {
                // Gone since it was listed.
            } catch (CorruptRepositoryException e) {
                found.add(each);
            }
        }
        return found;
    }

    /** Writes a backup's snapshot again, in place of a damaged file. */
    void rewrite(Known damagedSince) throws IOException {
        Snapshot before = damagedSince.snapshot();
        Snapshot again = before.withTags(before.tags(), damagedSince.id());
        Digest newId = parts.repository().files().save(FileKind.SNAPSHOT, again.json());
        added(describe(newId, again));
        delete(damagedSince.id());
    }

    /**
     * Replaces a backup's tags. What a crash has left of it goes before the file that stood for it until now: beside
     * the new one alone it might be taken for the backup.
     */
    void retag(Known before, List<String> tags) throws IOException {
        List<Digest> same = same(before);
        Snapshot rewritten = before.beginning().withTags(tags, before.id());
        Digest newId = parts.repository().files().save(FileKind.SNAPSHOT, rewritten.json());
        added(describe(newId, rewritten));
        for (Digest each : same) {
            delete(each);
        }
        delete(before.id());
    }

    /** Takes a backup out, in one step where there is one file of it. */
    void remove(Known removed) throws IOException {
        for (Digest each : same(removed)) {
            delete(each);
        }
        delete(removed.id());
        BackupId id = removed.backup().id();
        if (all().stream().noneMatch(each -> each.backup().id().equals(id))) {
            memory.forget(id);
        }
    }

    /** Other files of the same backup, which a crash has left. */
    private synchronized List<Digest> same(Known backup) throws IOException {
        Set<Digest> current = all().stream().map(Known::id).collect(Collectors.toSet());
        return known.values().stream()
                .filter(each -> !current.contains(each.id()) && each.holdsWhat(backup))
                .map(Known::id)
                .toList();
    }

    /** Files that a crash has left of backups which have a newer one; not those that hold something else. */
    synchronized List<Digest> superseded() throws IOException {
        List<Known> current = all();
        Set<Digest> ids = current.stream().map(Known::id).collect(Collectors.toSet());
        return known.values().stream()
                .filter(each -> !ids.contains(each.id()))
                .filter(each -> current.stream().anyMatch(each::holdsWhat))
                .map(Known::id)
                .sorted()
                .toList();
    }

    /**
     * Removes the {@link #superseded}, whoever left them, and returns them. Under an exclusive lock: else they may be
     * of a change that is under way, which removes the other of the two.
     */
    List<Digest> removeSuperseded() throws IOException {
        synchronized (changing) {
            List<Digest> left = superseded();
            for (Digest each : left) {
                log.info("Removing the snapshot {}, which a change that was cut short has left", each);
                delete(each);
            }
            return left;
        }
    }

    void delete(Digest snapshot) throws IOException {
        try {
            parts.storage().delete(FileKind.SNAPSHOT.name(snapshot));
        } catch (NoSuchFileException e) {
            // Just as well.
        }
        synchronized (this) {
            known.remove(snapshot);
        }
    }
}
