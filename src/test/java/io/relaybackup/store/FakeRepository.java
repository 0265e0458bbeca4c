package io.relaybackup.store;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.RepairReport.LostFile;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A repository without content: it has keys and locks, notes what it is asked for, and fails when the test says so. */
public final class FakeRepository extends FakeStore implements StoreMaintenance {

    private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");

    /** What it was asked for, with its parameters, in order. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    private final List<StoreKey> keys = new ArrayList<>();
    private final List<LockHolder> locks = new CopyOnWriteArrayList<>();
    private volatile @Nullable StoreFigures figures;
    private volatile @Nullable IOException obstacle;
    private final AtomicInteger batches = new AtomicInteger();
    private volatile @Nullable IOException batchObstacle;
    private volatile VerifyReport portion = new VerifyReport(VerifyLevel.DATA, 2, 4096, 0, List.of());

    public FakeRepository() {
        keys.add(key(1, true));
    }

    /** As if new. */
    public synchronized void reset() {
        calls.clear();
        keys.removeIf(key -> !key.current());
        locks.clear();
        figures = null;
        obstacle = null;
        batchObstacle = null;
        batches.set(0);
        forget();
    }

    private static StoreKey key(int number, boolean current) {
        return new StoreKey(String.format("%064x", number), MADE.plusSeconds(number), "relay", "relay-1", current);
    }

    public Store repository(String name) {
        return repository(name, Upkeep.DEFAULT);
    }

    public Store repository(String name, Upkeep upkeep) {
        Store plain = called(name);
        return new Store(
                name,
                "restic",
                plain.location(),
                plain.folder(),
                plain.policy(),
                this,
                java.util.Optional.of(this),
                upkeep);
    }

    public void know(@Nullable StoreFigures value) {
        figures = value;
    }

    public void lock(LockHolder holder) {
        locks.add(holder);
    }

    /** What {@link #readPortion} will say. */
    public void judgePortion(VerifyReport report) {
        portion = report;
    }

    /** All maintenance fails; null ends that. */
    public void obstruct(@Nullable IOException with) {
        obstacle = with;
    }

    /** Verifying many backups together fails after the first. */
    public void refuseBatches(IOException with) {
        batchObstacle = with;
    }

    /** How often many backups were verified together. */
    public int batches() {
        return batches.get();
    }

    @Override
    public void verify(List<BackupId> ids, VerifyLevel level, Judgement judgement, Progress progress)
            throws IOException {
        batches.incrementAndGet();
        IOException reason = batchObstacle;
        if (reason != null) {
            judgement.on(ids.get(0), verify(ids.get(0), level, progress));
            throw reason;
        }
        super.verify(ids, level, judgement, progress);
    }

    private void call(String what) throws IOException {
        calls.add(what);
        IOException reason = obstacle;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public PruneReport prune(PruneOptions options, boolean dryRun, Progress progress) throws IOException {
        call("prune " + options.maxUnusedPercent() + " " + options.maxRepackBytes() + " " + dryRun);
        return new PruneReport(dryRun, 10, 2, 1, 100, 20, 1000, 300, 50);
    }

    @Override
    public RepairReport repair(List<BackupStore> others, boolean dropLost, Progress progress) throws IOException {
        call("repair " + others.size() + " " + dropLost);
        return new RepairReport(
                1, 1, 1, 0, 1, List.of(new LostFile("backup-2026-11-20T03-00-00-000Z", "users/users.json")), 0);
    }

    @Override
    public VerifyReport readPortion(long budget, Duration notReadFor, Progress progress) throws IOException {
        call("read " + budget + " " + notReadFor);
        return portion;
    }

    @Override
    public List<LockHolder> locks() {
        return List.copyOf(locks);
    }

    @Override
    public List<LockHolder> unlock(boolean all) throws IOException {
        call("unlock " + all);
        Predicate<LockHolder> goes = lock -> all || lock.stale();
        List<LockHolder> removed = locks.stream().filter(goes).toList();
        locks.removeIf(goes);
        return removed;
    }

    @Override
    public synchronized List<StoreKey> keys() {
        return List.copyOf(keys);
    }

    @Override
    public synchronized StoreKey addKey(byte[] password) throws IOException {
        call("key " + new String(password, StandardCharsets.UTF_8));
        StoreKey added = key(keys.size() + 1, false);
        keys.add(added);
        return added;
    }

    @Override
    public synchronized void removeKey(String id) throws IOException {
        List<StoreKey> meant = keys.stream().filter(k -> k.id().startsWith(id)).toList();
        if (meant.isEmpty()) {
            throw new NoSuchFileException(id);
        }
        if (meant.size() > 1) {
            throw new IllegalArgumentException(id);
        }
        if (meant.get(0).current()) {
            throw new IllegalStateException("the key is in use");
        }
        keys.removeAll(meant);
    }

    @Override
    public void clearCache() throws IOException {
        call("clear");
    }

    @Override
    public @Nullable StoreFigures figures() {
        return figures;
    }
}
