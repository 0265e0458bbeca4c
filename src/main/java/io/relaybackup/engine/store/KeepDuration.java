package io.relaybackup.engine.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stretch of the calendar, such as {@code 1y5m7d2h}: years, months, days and hours, each 0 or more. */
public record KeepDuration(int years, int months, int days, int hours) {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})([ymdh])");

    private static final String FORM =
            "numbers each followed by y (years), m (months), d (days) or h (hours), each unit once, such as 1y5m7d2h";

    /** What is further back is before every backup; far enough inside the range of {@link LocalDate}. */
    private static final int FIRST_YEAR = -900_000_000;

    public KeepDuration {
        if (years < 0 || months < 0 || days < 0 || hours < 0) {
            throw new IllegalArgumentException("no part of a duration is negative");
        }
    }

    public static KeepDuration ofDays(int days) {
        return new KeepDuration(0, 0, days, 0);
    }

    /**
     * Reads a setting; the units may stand in any order.
     *
     * @throws IllegalArgumentException for anything else, weeks and minutes included
     */
    public static KeepDuration parse(String text) {
        String trimmed = text.trim();
        int[] parts = new int[4];
        StringBuilder seen = new StringBuilder();
        Matcher part = PART.matcher(trimmed);
        int end = 0;
        while (end < trimmed.length() && part.region(end, trimmed.length()).lookingAt()) {
            String unit = part.group(2);
            if (seen.indexOf(unit) >= 0) {
                throw refused(text);
            }
            seen.append(unit);
            parts["ymdh".indexOf(unit)] = Integer.parseInt(part.group(1));
            end = part.end();
        }
        if (end == 0 || end < trimmed.length()) {
            throw refused(text);
        }
        return new KeepDuration(parts[0], parts[1], parts[2], parts[3]);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("'" + text + "' is no duration: " + FORM);
    }

    public boolean isZero() {
        return years == 0 && months == 0 && days == 0 && hours == 0;
    }

    /**
     * The time this much earlier. Years, months and days go together on the zone's calendar, and a day that the month
     * does not have counts on into the next: a month before 31 March 2024 is 2 March. The hours then go as absolute
     * time.
     */
    public Instant before(Instant time, ZoneId zone) {
        ZonedDateTime local = time.atZone(zone);
        long month = (local.getYear() - (long) years) * 12 + local.getMonthValue() - 1 - months;
        long year = Math.floorDiv(month, 12L);
        if (year < FIRST_YEAR) {
            return Instant.MIN;
        }
        return LocalDate.of((int) year, (int) Math.floorMod(month, 12L) + 1, 1)
                .plusDays(local.getDayOfMonth() - 1L - days)
                .atTime(local.toLocalTime())
                .atZone(zone)
                .toInstant()
                .minus(Duration.ofHours(hours));
    }

    /** In the order years, months, days, hours, without the parts that are 0. */
    @Override
    public String toString() {
        if (isZero()) {
            return "0h";
        }
        StringBuilder text = new StringBuilder();
        append(text, years, 'y');
        append(text, months, 'm');
        append(text, days, 'd');
        append(text, hours, 'h');
        return text.toString();
    }

    private static void append(StringBuilder text, int number, char unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
