package io.relaybackup.store;

import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.probe.Reading;
import io.relaybackup.problem.Problem;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a store.
 *
 * @param condition with the reason where the store cannot be used now
 * @param usage as last measured; null before the first time
 * @param measuredAt when it was
 * @param figures of a repository's content, as last measured; null before the first time, and of other stores
 */
public record StoreState(
        Store store,
        Reading<StoreCondition> condition,
        @Nullable StoreUsage usage,
        @Nullable Instant measuredAt,
        @Nullable StoreFigures figures) {

    /** Of a store without figures. */
    public StoreState(
            Store store, Reading<StoreCondition> condition, @Nullable StoreUsage usage, @Nullable Instant measuredAt) {
        this(store, condition, usage, measuredAt, null);
    }

    public boolean isReachable() {
        return condition.isCurrent();
    }

    /** Why the store cannot be used; null when it can. */
    public @Nullable Problem problem() {
        Exception failure = condition.failure();
        if (failure == null) {
            return null;
        }
        if (failure instanceof TimeoutException) {
            return Problem.of(503, "store-unavailable", "The store does not answer: " + failure.getMessage() + ".")
                    .withCode("ETIMEDOUT")
                    .withStore(store.name());
        }
        return store.problem(failure);
    }
}
