package io.relaybackup.metrics;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Values of one gauge as they are collected; what is absent is left out. */
final class Measurements {

    private final Map<Tags, Double> values = new HashMap<>();

    Measurements add(Tags tags, double value) {
        values.put(tags, value);
        return this;
    }

    Measurements add(Tags tags, long value) {
        return add(tags, (double) value);
    }

    Measurements add(Tags tags, OptionalLong value) {
        value.ifPresent(v -> add(tags, (double) v));
        return this;
    }

    Measurements at(Tags tags, Optional<Instant> time) {
        time.ifPresent(t -> add(tags, t.toEpochMilli() / 1000.0));
        return this;
    }

    Measurements lasting(Optional<Duration> duration) {
        duration.ifPresent(d -> add(Tags.empty(), d.toMillis() / 1000.0));
        return this;
    }

    Map<Tags, Double> values() {
        return values;
    }
}
