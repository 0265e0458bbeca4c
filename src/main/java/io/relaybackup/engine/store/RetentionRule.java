package io.relaybackup.engine.store;

import java.util.Locale;

/** Why a backup is kept or goes. The words in JSON are {@link #word}. */
public enum RetentionRule {
    TAGS,
    LAST,
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY,
    WITHIN,
    WITHIN_HOURLY,
    WITHIN_DAILY,
    WITHIN_WEEKLY,
    WITHIN_MONTHLY,
    WITHIN_YEARLY,
    /** Dated later than now. */
    FUTURE,
    /** Not whole; goes when a newer whole one is kept. */
    INCOMPLETE,
    /** Not made by this service. */
    EXTERNAL,
    /** Made before a restore; goes by its age. */
    SAFETY,
    HELD,
    /** The newest whole backup of all configured components. */
    NEWEST_COMPLETE,
    IN_USE,
    /** Its source looked wrecked; only a person removes it. */
    SUSPECT,
    /** Somebody must first decide about a suspect backup of the same source. */
    FROZEN,
    /** The store keeps everything. */
    NO_POLICY,
    /** No rule keeps it. */
    UNMATCHED;

    /** In lower case with hyphens: {@code within-daily}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RetentionRule counting(RetentionPeriod period) {
        return valueOf(period.word().toUpperCase(Locale.ROOT));
    }

    static RetentionRule within(RetentionPeriod period) {
        return period == RetentionPeriod.BACKUP
                ? WITHIN
                : valueOf("WITHIN_" + period.word().toUpperCase(Locale.ROOT));
    }
}
