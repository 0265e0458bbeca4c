package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric with a value for each combination of labels. What is not known has no value at all, rather than zero or
 * NaN. A scrape never meets a gap while values change.
 */
final class GaugeFamily {

    private final MultiGauge gauge;
    private final Map<Tags, Cell> cells = new HashMap<>();

    /** Keeps its value when its row goes, because a scrape may have begun before. */
    private static final class Cell {
        private volatile double value;

        double value() {
            return value;
        }
    }

    /**
     * Makes one without values.
     *
     * @param name with dots; the unit is added to it
     * @param unit as Prometheus has it, in the plural; empty for plain numbers
     */
    GaugeFamily(MeterRegistry registry, String name, String unit, String description) {
        MultiGauge.Builder builder = MultiGauge.builder(name).description(description);
        this.gauge = (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
    }

    /** Replaces all values. One thread at a time. */
    void set(Map<Tags, Double> values) {
        boolean sameRows = cells.keySet().equals(values.keySet());
        cells.keySet().retainAll(values.keySet());
        values.forEach((tags, value) -> cells.computeIfAbsent(tags, t -> new Cell()).value = value);
        if (!sameRows) {
            gauge.register(rows());
        }
    }

    private List<Row<?>> rows() {
        List<Row<?>> rows = new ArrayList<>();
        cells.forEach((tags, cell) -> rows.add(Row.of(tags, cell, Cell::value)));
        return rows;
    }
}
