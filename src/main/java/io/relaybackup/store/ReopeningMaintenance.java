package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The maintenance of a store that may be away; see {@link ReopeningStore}. */
final class ReopeningMaintenance implements StoreMaintenance {

    private final ReopeningStore store;

    ReopeningMaintenance(ReopeningStore store) {
        this.store = store;
    }

    @Override
    public PruneReport prune(PruneOptions options, boolean dryRun, Progress progress) throws IOException {
        return store.maintain(m -> m.prune(options, dryRun, progress));
    }

    @Override
    public RepairReport repair(List<BackupStore> others, boolean dropLost, Progress progress) throws IOException {
        return store.maintain(m -> m.repair(others, dropLost, progress));
    }

    @Override
    public VerifyReport readPortion(long budget, Duration notReadFor, Progress progress) throws IOException {
        return store.maintain(m -> m.readPortion(budget, notReadFor, progress));
    }

    @Override
    public List<LockHolder> locks() throws IOException {
        return store.maintain(StoreMaintenance::locks);
    }

    @Override
    public List<LockHolder> unlock(boolean all) throws IOException {
        return store.maintain(m -> m.unlock(all));
    }

    @Override
    public List<StoreKey> keys() throws IOException {
        return store.maintain(StoreMaintenance::keys);
    }

    @Override
    public StoreKey addKey(byte[] password) throws IOException {
        return store.maintain(m -> m.addKey(password));
    }

    @Override
    public void removeKey(String id) throws IOException {
        store.maintain(m -> {
            m.removeKey(id);
            return true;
        });
    }

    @Override
    public void clearCache() throws IOException {
        store.maintain(m -> {
            m.clearCache();
            return true;
        });
    }

    @Override
    public @Nullable StoreFigures figures() throws IOException {
        return store.maintain(m -> Optional.ofNullable(m.figures())).orElse(null);
    }
}
