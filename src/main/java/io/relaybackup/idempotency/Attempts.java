package io.relaybackup.idempotency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The attempts under way, at most one of a key. */
final class Attempts {

    private final Map<RequestKey, Attempt> underWay = new ConcurrentHashMap<>();

    /** Enters an attempt; or returns the one that is under way with this key already. */
    @Nullable
    Attempt enter(Attempt attempt) {
        return underWay.putIfAbsent(attempt.key(), attempt);
    }

    void leave(Attempt attempt) {
        underWay.remove(attempt.key(), attempt);
        attempt.end();
    }
}
