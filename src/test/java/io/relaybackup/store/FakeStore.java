package io.relaybackup.store;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.RetentionPolicy;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that only lists and judges what a test puts into it, and is away or hangs when the test says so. */
public class FakeStore implements BackupStore {

    private final Map<BackupId, StoredBackup> backups = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final Map<BackupId, StoredBackup> trash = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final Map<BackupId, VerifyReport> reports = new ConcurrentSkipListMap<>();
    private final Map<BackupId, IOException> stuck = new ConcurrentSkipListMap<>();
    private final AtomicInteger walks = new AtomicInteger();
    private volatile @Nullable IOException failure;
    private volatile @Nullable CountDownLatch hanging;
    private volatile StoreUsage usage = new StoreUsage(0, 0, 0, 0, Map.of());
    private volatile List<String> residue = List.of();
    private volatile List<StoredBackup> listed = List.of();

    public Store called(String name) {
        return new Store(name, "directory", "/srv/" + name, Optional.empty(), Optional.empty(), this);
    }

    public Store called(String name, Path folder) {
        return new Store(name, "directory", folder.toString(), Optional.of(folder), Optional.empty(), this);
    }

    public Store called(String name, RetentionPolicy policy) {
        return new Store(name, "directory", "/srv/" + name, Optional.empty(), Optional.of(policy), this);
    }

    /** This backup cannot be removed. */
    public FakeStore keeping(BackupId id, IOException reason) {
        stuck.put(id, reason);
        return this;
    }

    public FakeStore with(StoredBackup... added) {
        for (StoredBackup backup : added) {
            backups.put(backup.id(), backup);
        }
        listed = List.copyOf(backups.values());
        return this;
    }

    final void forget() {
        backups.clear();
        trash.clear();
        reports.clear();
        listed = List.of();
    }

    /** What {@link #verify} will say of a backup; intact otherwise. */
    public void judge(BackupId id, VerifyReport report) {
        reports.put(id, report);
    }

    /** Every call fails; null ends that. */
    public void fail(@Nullable IOException with) {
        failure = with;
    }

    /** Every call waits for the latch. */
    public void hang(CountDownLatch until) {
        hanging = until;
    }

    public void use(StoreUsage value) {
        usage = value;
    }

    public void leave(String... values) {
        residue = List.of(values);
    }

    /** How often {@link #usage} was called. */
    public int walks() {
        return walks.get();
    }

    private void work() throws IOException {
        CountDownLatch latch = hanging;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
        IOException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        work();
        return listed;
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        work();
        StoredBackup found = backups.getOrDefault(id, trash.get(id));
        if (found == null) {
            throw new BackupNotFoundException(id.value());
        }
        return found;
    }

    @Override
    public StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        StoredBackup old = get(id);
        StoredBackup changed = old.withNotes(change.apply(old.notes()));
        if (changed.deleted() == null) {
            with(changed);
        } else {
            trash.put(id, changed);
        }
        return changed;
    }

    @Override
    public void remove(BackupId id) throws IOException {
        take(id);
    }

    private StoredBackup take(BackupId id) throws IOException {
        work();
        IOException reason = stuck.get(id);
        if (reason != null) {
            throw reason;
        }
        return taken(id, backups.remove(id));
    }

    private StoredBackup taken(BackupId id, @Nullable StoredBackup found) throws BackupNotFoundException {
        if (found == null) {
            throw new BackupNotFoundException(id.value());
        }
        listed = List.copyOf(backups.values());
        return found;
    }

    @Override
    public List<StoredBackup> trash() throws IOException {
        work();
        return List.copyOf(trash.values());
    }

    @Override
    public StoredBackup discard(BackupId id, Instant at) throws IOException {
        StoredBackup deleted = take(id).withDeleted(at);
        trash.put(id, deleted);
        return deleted;
    }

    @Override
    public StoredBackup undelete(BackupId id) throws IOException {
        work();
        StoredBackup back = taken(id, trash.remove(id)).withDeleted(null);
        with(back);
        return back;
    }

    @Override
    public void purge(BackupId id) throws IOException {
        work();
        IOException reason = stuck.get(id);
        if (reason != null) {
            throw reason;
        }
        taken(id, trash.remove(id));
    }

    @Override
    public void checkRecords(BackupId id) throws IOException {
        get(id);
    }

    @Override
    public VerifyReport verify(BackupId id, VerifyLevel level, Progress progress) throws IOException {
        get(id);
        progress.checkCancelled();
        progress.advance(1, level == VerifyLevel.DATA ? 10 : 0);
        VerifyReport prepared = reports.get(id);
        return prepared == null
                ? new VerifyReport(level, 1, level == VerifyLevel.DATA ? 10 : 0, 0, List.of())
                : prepared;
    }

    @Override
    public void check() throws IOException {
        work();
    }

    @Override
    public StoreUsage usage() throws IOException {
        work();
        walks.incrementAndGet();
        return usage;
    }

    @Override
    public List<String> residue() throws IOException {
        work();
        return residue;
    }

    @Override
    public List<String> cleanUp() throws IOException {
        work();
        List<String> removed = residue;
        residue = List.of();
        return removed;
    }

    @Override
    public BackupDraft begin(BackupId id) {
        throw new UnsupportedOperationException("this fake makes no backups");
    }

    @Override
    public FileTree open(BackupId id) {
        throw new UnsupportedOperationException("this fake holds no files");
    }

    @Override
    public byte[] manifest(BackupId id) {
        throw new UnsupportedOperationException("this fake holds no files");
    }

    @Override
    public void close() {}
}
