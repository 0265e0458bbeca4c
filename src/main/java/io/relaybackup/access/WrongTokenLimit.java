package io.relaybackup.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by address, a minute at a time. Remembers a bounded number of addresses; beyond it, the one that
 * began its minute first is forgotten. Safe for use by many threads.
 */
final class WrongTokenLimit {

    static final int ALLOWED = 30;

    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int ADDRESSES = 10_000;

    private final Clock clock;

    private final Map<String, Window> windows = new LinkedHashMap<>();

    WrongTokenLimit(Clock clock) {
        this.clock = clock;
    }

    /** Counts one; tells how long to wait before the next when it is one too many, else zero. */
    synchronized Duration count(String address) {
        Instant now = clock.instant();
        Window window = windows.get(address);
        if (window == null || !now.isBefore(window.end())) {
            windows.remove(address);
            makeRoom();
            window = new Window(now.plus(WINDOW), 0);
        }
        window = new Window(window.end(), window.count() + 1);
        windows.put(address, window);
        return window.count() <= ALLOWED ? Duration.ZERO : Duration.between(now, window.end());
    }

    private void makeRoom() {
        if (windows.size() >= ADDRESSES) {
            windows.remove(windows.keySet().iterator().next());
        }
    }

    /** How many addresses are remembered. */
    synchronized int size() {
        return windows.size();
    }

    private record Window(Instant end, int count) {}
}
