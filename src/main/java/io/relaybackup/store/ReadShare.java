package io.relaybackup.store;

import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreFigures.ReadTime;
import io.relaybackup.engine.store.StoredBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How much of a repository's content was read and compared lately, where it is configured how often it must be.
 *
 * @param within how long ago each byte may have been read at most
 * @param share of the bytes that were read within this time, 0 to 1; new ones count when they were read once
 * @param late whether some content was there before this time, and not read since
 */
public record ReadShare(Duration within, double share, boolean late) {

    /** Empty where nothing is configured, or nothing is known yet. */
    public static Optional<ReadShare> of(StoreState state, Instant now) {
        StoreFigures figures = state.figures();
        if (figures == null) {
            return Optional.empty();
        }
        return state.store().upkeep().readWithin().map(within -> {
            Instant since = now.minus(within);
            return new ReadShare(within, figures.shareReadSince(since), isLate(state, figures, since));
        });
    }

    /** Content that was never read comes first when some is, so what was read longest ago tells of it, too. */
    private static boolean isLate(StoreState state, StoreFigures figures, Instant since) {
        if (figures.packBytes() == 0) {
            return false;
        }
        return figures.readTimes().stream()
                .map(ReadTime::at)
                .min(Comparator.naturalOrder())
                .or(() -> oldestBackup(state))
                .filter(oldest -> oldest.isBefore(since))
                .isPresent();
    }

    private static Optional<Instant> oldestBackup(StoreState state) {
        return state.condition()
                .known()
                .flatMap(condition -> condition.backups().stream()
                        .map(StoredBackup::id)
                        .map(id -> id.time())
                        .min(Comparator.naturalOrder()));
    }
}
