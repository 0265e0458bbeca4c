package io.relaybackup.engine.store;

import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;

/** What a retention rule keeps one backup of. */
public enum RetentionPeriod {
    /** Each backup is a period of its own. */
    BACKUP("last"),
    HOUR("hourly"),
    DAY("daily"),
    /** ISO week of the ISO week-based year: 2014-12-29 is in week 1 of 2015. */
    WEEK("weekly"),
    MONTH("monthly"),
    YEAR("yearly");

    private final String word;

    RetentionPeriod(String word) {
        this.word = word;
    }

    /** As in {@code keep-<word>}. */
    public String word() {
        return word;
    }

    /**
     * Equal for two backups of one period, and only then; never compared with another period's key.
     *
     * @param index of the backup, the newest having 0
     */
    long key(ZonedDateTime time, int index) {
        return switch (this) {
            case BACKUP -> index;
            case HOUR -> dayKey(time) * 100 + time.getHour();
            case DAY -> dayKey(time);
            case WEEK -> time.get(IsoFields.WEEK_BASED_YEAR) * 100L + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> monthKey(time);
            case YEAR -> time.getYear();
        };
    }

    private static long monthKey(ZonedDateTime time) {
        return time.getYear() * 100L + time.getMonthValue();
    }

    private static long dayKey(ZonedDateTime time) {
        return monthKey(time) * 100 + time.getDayOfMonth();
    }
}
