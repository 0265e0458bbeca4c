package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;

/**
 * Times as a repository's JSON spells them: RFC 3339 in a time zone, with as many decimals as there are nanoseconds,
 * {@code 2026-11-23T04:00:00.5+01:00}. Remembers the last day it spelled; one thread.
 */
final class ZonedTimes {

    /** What is written where there is no time. */
    static final Instant NONE = Instant.parse("0001-01-01T00:00:00Z");

    private static final int DAY = 86_400;
    private static final int LAST_YEAR = 9999;
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(LAST_YEAR, 12, 31).toEpochDay();
    private static final int LATEST_HOUR = 23;
    private static final int NANO_DIGITS = 9;

    /** Decimals beyond the ninth are read over. */
    private static final int LONGEST = 64;

    private final ZoneId zone;
    private final ZoneRules rules;

    private long day = Long.MIN_VALUE;
    private String date = "";

    ZonedTimes(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    /** Writes a time in quotes. A year before 0 becomes 0 and one after 9999 that, the rest stays. */
    void write(Instant time, JsonBuffer out) {
        if (time.equals(NONE)) {
            out.ascii("\"0001-01-01T00:00:00Z\"");
            return;
        }
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        int offset = rules.getOffset(time).getTotalSeconds();
        long local = seconds + offset;
        long localDay = Math.floorDiv(local, (long) DAY);
        if (localDay < FIRST_DAY || localDay > LAST_DAY) {
            write(moved(local, nanos), out);
            return;
        }
        int second = (int) (local - localDay * DAY);
        out.ascii('"').ascii(date(localDay)).ascii('T');
        out.digits(second / 3600, 2).ascii(':').digits(second / 60 % 60, 2);
        out.ascii(':').digits(second % 60, 2);
        nanos(nanos, out);
        offset(offset, out);
        out.ascii('"');
    }

    /** A time in its own zone, without quotes. */
    static String format(OffsetDateTime time) {
        JsonBuffer out = new JsonBuffer(40);
        new ZonedTimes(time.getOffset()).write(time.toInstant(), out);
        byte[] quoted = out.copy();
        return new String(quoted, 1, quoted.length - 2, StandardCharsets.US_ASCII);
    }

    private String date(long localDay) {
        if (day != localDay) {
            LocalDate value = LocalDate.ofEpochDay(localDay);
            // A year before 1000 has leading zeros here as there.
            date = value.toString();
            day = localDay;
        }
        return date;
    }

    private static void nanos(int nanos, JsonBuffer out) {
        if (nanos == 0) {
            return;
        }
        int value = nanos;
        int digits = NANO_DIGITS;
        while (value % 10 == 0) {
            value /= 10;
            digits--;
        }
        out.ascii('.').digits(value, digits);
    }

    /** Seconds of an offset, which towns had before there were zones, are left out. */
    private static void offset(int seconds, JsonBuffer out) {
        if (seconds == 0) {
            out.ascii('Z');
            return;
        }
        int minutes = seconds / 60;
        int distance = Math.abs(minutes);
        out.ascii(minutes < 0 ? '-' : '+').digits(distance / 60, 2).ascii(':').digits(distance % 60, 2);
    }

    private Instant moved(long local, int nano) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(local, nano, ZoneOffset.UTC);
        int year = time.getYear() < 0 ? 0 : LAST_YEAR;
        // The day that 9999 does not have becomes the next.
        boolean leapDay = time.getMonthValue() == 2 && time.getDayOfMonth() == 29 && year != 0;
        return ZonedDateTime.of(time.withYear(year).plusDays(leapDay ? 1 : 0), zone)
                .toInstant();
    }

    /**
     * Reads any time in this form.
     *
     * @throws IllegalArgumentException for anything else
     */
    static OffsetDateTime parse(String text) {
        int n = text.length();
        if (n < 20 || n > LONGEST || text.charAt(4) != '-' || text.charAt(7) != '-' || text.charAt(10) != 'T') {
            throw notATime(text);
        }
        if (text.charAt(13) != ':' || text.charAt(16) != ':') {
            throw notATime(text);
        }
        int at = 19;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int end = at + 1;
            while (end < n && isDigit(text.charAt(end))) {
                end++;
            }
            nanos = nanos(text, at + 1, end);
            at = end;
        }
        try {
            return OffsetDateTime.of(
                    number(text, 0, 4),
                    number(text, 5, 2),
                    number(text, 8, 2),
                    number(text, 11, 2),
                    number(text, 14, 2),
                    number(text, 17, 2),
                    nanos,
                    offset(text, at));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time that there is: " + text, e);
        }
    }

    private static int nanos(String text, int from, int end) {
        int nanos = 0;
        for (int i = from; i < from + NANO_DIGITS; i++) {
            nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        if (end == from) {
            throw notATime(text);
        }
        return nanos;
    }

    private static ZoneOffset offset(String text, int at) {
        if (at == text.length() - 1 && text.charAt(at) == 'Z') {
            return ZoneOffset.UTC;
        }
        if (at != text.length() - 6 || text.charAt(at + 3) != ':') {
            throw notATime(text);
        }
        int sign = text.charAt(at) == '-' ? -1 : 1;
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (sign > 0 && text.charAt(at) != '+' || hours > LATEST_HOUR || minutes > 59) {
            throw notATime(text);
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private static int number(String text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            if (!isDigit(text.charAt(i))) {
                throw notATime(text);
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException notATime(String text) {
        return new IllegalArgumentException(
                "not a time: " + RawText.utf8(text.substring(0, Math.min(text.length(), LONGEST))));
    }
}
