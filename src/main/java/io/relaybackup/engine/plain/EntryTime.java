package io.relaybackup.engine.plain;

import java.time.Instant;

/** Times as {@code entries.jsonl} spells them: seconds since 1970 with nine decimals, as {@code stat -c %.9Y} does. */
final class EntryTime {

    private static final int BILLION = 1_000_000_000;

    private EntryTime() {}

    static void print(Instant time, LineBuffer out) {
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        if (seconds < 0 && nanos > 0) {
            // An instant counts its nanoseconds forward from the second before it, a decimal back from zero.
            seconds++;
            nanos = BILLION - nanos;
            if (seconds == 0) {
                out.ascii('-');
            }
        }
        out.number(seconds).ascii('.').nineDigits(nanos);
    }

    /**
     * The inverse of {@link #print}.
     *
     * @throws IllegalArgumentException when the text is no such number
     */
    static Instant parse(String text) {
        int point = text.indexOf('.');
        if (point < 0 || text.length() - point != 10) {
            throw new IllegalArgumentException("not a time in seconds with nine decimals: " + text);
        }
        long seconds = Long.parseLong(text, 0, point, 10);
        int nanos = Integer.parseInt(text, point + 1, text.length(), 10);
        boolean negative = text.charAt(0) == '-';
        return Instant.ofEpochSecond(seconds, negative ? -nanos : nanos);
    }
}
