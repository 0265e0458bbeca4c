package io.relaybackup.probe;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Probe} knows.
 *
 * @param value the last good answer; null when there was none yet
 * @param at when the question for it was asked
 * @param failure why there is no newer answer; null when the value is current
 */
public record Reading<T>(
        @Nullable T value, @Nullable Instant at, @Nullable Exception failure) {

    public static <T> Reading<T> of(T value, Instant at) {
        return new Reading<>(value, at, null);
    }

    public static <T> Reading<T> failed(Exception failure) {
        return new Reading<>(null, null, failure);
    }

    public boolean isCurrent() {
        return failure == null && value != null;
    }

    /** The last good answer, however old. */
    public Optional<T> known() {
        return Optional.ofNullable(value);
    }

    /** The answer, when it is current. */
    public Optional<T> current() {
        return failure == null ? known() : Optional.empty();
    }
}
