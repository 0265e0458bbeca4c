package io.relaybackup.engine.store;

import java.time.DateTimeException;
import java.time.Instant;

/** Times as records and tags hold them. Whoever reads one may reckon with it: it has a year of four digits. */
public final class RecordedTime {

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private RecordedTime() {}

    /**
     * Reads a time such as {@code 2025-09-18T16:08:34.266Z}.
     *
     * @throws DateTimeException when it is none
     */
    public static Instant parse(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(FIRST) || !time.isBefore(END)) {
            throw new DateTimeException(text + " is not of a year of four digits");
        }
        return time;
    }
}
