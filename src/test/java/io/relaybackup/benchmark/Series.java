package io.relaybackup.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One thing measured several times, in milliseconds. */
final class Series {

    private final List<Double> millis = new ArrayList<>();

    void add(double value) {
        millis.add(value);
    }

    int size() {
        return millis.size();
    }

    double median() {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%9.0f ms (%.0f to %.0f)", median(), Collections.min(millis), Collections.max(millis));
    }
}
