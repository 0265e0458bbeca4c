package io.relaybackup.operation;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes operation ids: ten characters of time in milliseconds and sixteen of 80 random bits, in Crockford's base 32.
 * Each is greater than the one before, also within a millisecond and when the clock steps back. Safe for many threads.
 */
final class OperationIds {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int HALF_BITS = 40;

    private static final long HALF_MASK = (1L << HALF_BITS) - 1;

    private static final int TIME_DIGITS = 10;

    private static final int HALF_DIGITS = 8;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private long lastTime;
    private long high;
    private long low;

    OperationIds(Clock clock) {
        this.clock = clock;
    }

    synchronized OperationId next() {
        long now = clock.millis();
        if (now > lastTime) {
            lastTime = now;
            high = random.nextLong() & HALF_MASK;
            low = random.nextLong() & HALF_MASK;
        } else {
            increment();
        }
        return id(lastTime, high, low);
    }

    private void increment() {
        low = (low + 1) & HALF_MASK;
        if (low == 0) {
            high = (high + 1) & HALF_MASK;
            if (high == 0) {
                lastTime++;
            }
        }
    }

    /** Less than every id of this millisecond and later, greater than those before. */
    static OperationId firstOf(long millis) {
        return id(Math.max(0, millis), 0, 0);
    }

    private static OperationId id(long time, long high, long low) {
        StringBuilder text = new StringBuilder("op-");
        append(text, time, TIME_DIGITS);
        append(text, high, HALF_DIGITS);
        append(text, low, HALF_DIGITS);
        return new OperationId(text.toString());
    }

    private static void append(StringBuilder text, long value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            text.append(DIGITS.charAt((int) (value >>> (5 * i)) & 31));
        }
    }
}
