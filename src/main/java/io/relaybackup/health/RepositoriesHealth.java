package io.relaybackup.health;

import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.store.ReadShare;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.StoreWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Are repositories looked after: is their content read as often as is configured, and no lock left? Whether they work
 * at all is judged with the other stores.
 */
final class RepositoriesHealth {

    private static final int LISTED = 20;

    private final Instant now;
    private final List<String> reasons = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();

    private RepositoriesHealth(Instant now) {
        this.now = now;
    }

    /** Decides by what is known. */
    static Health judge(List<StoreState> states, Instant now) {
        RepositoriesHealth repositories = new RepositoriesHealth(now);
        states.stream().filter(state -> state.store().maintenance().isPresent()).forEach(repositories::add);
        return repositories.health();
    }

    private void add(StoreState state) {
        String name = state.store().name();
        Map<String, Object> found = new LinkedHashMap<>();
        details.put("store " + name, found);
        found.put("reachable", state.isReachable());
        StoreFigures figures = state.figures();
        if (figures != null && figures.lastChecked() != null) {
            found.put("lastChecked", figures.lastChecked().truncatedTo(ChronoUnit.MILLIS));
        }
        Optional<ReadShare> read = ReadShare.of(state, now);
        read.ifPresent(share -> {
            found.put("readDataWithinMs", share.within().toMillis());
            found.put("readShare", Math.floor(10_000 * share.share()) / 10_000);
        });
        if (read.filter(ReadShare::late).isPresent()) {
            reasons.add("not all of store " + name + " was read within "
                    + read.get().within());
        }
        state.condition().current().map(StoreCondition::locks).ifPresent(locks -> add(name, locks, found));
    }

    private void add(String name, List<LockHolder> locks, Map<String, Object> found) {
        found.put("locks", locks.size());
        locks.stream()
                .map(LockHolder::since)
                .min(Comparator.naturalOrder())
                .ifPresent(since -> found.put(
                        "oldestLockAgeMs",
                        Math.max(0, Duration.between(since, now).toMillis())));
        List<String> stale = locks.stream()
                .filter(LockHolder::stale)
                .map(StoreWatch::describe)
                .limit(LISTED)
                .toList();
        if (!stale.isEmpty()) {
            found.put("staleLocks", stale);
            reasons.add("a lock was left in store " + name + ", which POST /stores/" + name + "/unlock removes");
        }
    }

    private Health health() {
        if (details.isEmpty()) {
            return Degraded.health(Status.UP, "No store is a repository.").build();
        }
        Health.Builder health = reasons.isEmpty()
                ? Degraded.health(Status.UP, "Repositories are looked after.")
                : Degraded.health("Somebody should look: " + String.join("; ", reasons) + ".");
        return health.withDetails(details).build();
    }
}
