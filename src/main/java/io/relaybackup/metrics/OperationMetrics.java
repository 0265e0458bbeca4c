package io.relaybackup.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts operations by type and outcome, times them, and knows how many run. */
final class OperationMetrics implements OperationListener {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12)
    };

    private final MeterRegistry registry;
    private final Map<OperationType, AtomicInteger> running = new EnumMap<>(OperationType.class);

    /** Begins at zero for every type and outcome, so that the first of a kind is seen as an increase. */
    OperationMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (OperationType type : OperationType.values()) {
            AtomicInteger count = new AtomicInteger();
            running.put(type, count);
            Gauge.builder("relay.backup.running.operations", count, AtomicInteger::get)
                    .description("Operations that have not ended, by type.")
                    .tag("type", StoreGauges.word(type))
                    .register(registry);
            Arrays.stream(OperationStatus.values())
                    .filter(OperationStatus::isFinished)
                    .forEach(outcome -> counter(type, outcome));
        }
    }

    private Counter counter(OperationType type, OperationStatus outcome) {
        return Counter.builder("relay.backup.operations")
                .description("Operations that ended, by type and outcome.")
                .tags(tags(type, outcome))
                .register(registry);
    }

    private static Tags tags(OperationType type, OperationStatus outcome) {
        return Tags.of("type", StoreGauges.word(type), "outcome", StoreGauges.word(outcome));
    }

    private AtomicInteger running(Operation operation) {
        return Objects.requireNonNull(running.get(operation.type()));
    }

    @Override
    public void started(Operation operation) {
        running(operation).incrementAndGet();
    }

    @Override
    public void finished(Operation operation) {
        running(operation).decrementAndGet();
        counter(operation.type(), operation.status()).increment();
        if (operation.durationMs() != null) {
            Timer.builder("relay.backup.operation.duration")
                    .description("How long operations took, by type and outcome.")
                    .tags(tags(operation.type(), operation.status()))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(Duration.ofMillis(operation.durationMs()));
        }
    }
}
