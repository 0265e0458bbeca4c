package io.relaybackup.trash;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trash that each store has. How long a backup stays there is as configured now, whatever was configured when it
 * was deleted. Claims nothing: whoever deletes sees to it that nobody reads meanwhile.
 */
public final class Trash {

    private static final Logger log = LoggerFactory.getLogger(Trash.class);

    private static final Set<String> NO_ROOM = Set.of("ENOSPC", "EDQUOT");

    private final Duration keep;
    private final Clock clock;

    public Trash(Duration keep, Clock clock) {
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * Deletes a backup from a store: puts it into the trash, or, where nothing is kept there, frees its space. So it
     * does in a store that is too full to take it: it would leave the trash at once.
     *
     * @return until when it can be had back; empty when it is gone
     */
    public Optional<Instant> delete(Store store, BackupId id) throws IOException {
        if (keep.isZero()) {
            store.backups().remove(id);
            return Optional.empty();
        }
        try {
            return Optional.of(
                    trashed(store.backups().discard(id, clock.instant())).until());
        } catch (IOException e) {
            if (!NO_ROOM.contains(ErrorCode.of(e))) {
                throw e;
            }
            log.warn("'{}' is too full to put {} into its trash, so it is removed", store.name(), id);
            store.backups().remove(id);
            return Optional.empty();
        }
    }

    /** What is in a store's trash, newest backup first. */
    public List<TrashedBackup> of(Store store) throws IOException {
        return store.backups().trash().stream().map(this::trashed).toList();
    }

    /** A backup that is in a trash, with when it leaves. */
    public TrashedBackup trashed(StoredBackup backup) {
        Instant deleted = backup.deleted();
        if (deleted == null) {
            throw new IllegalArgumentException(backup.id() + " is not in the trash");
        }
        return new TrashedBackup(backup, deleted, deleted.plus(keep));
    }
}
