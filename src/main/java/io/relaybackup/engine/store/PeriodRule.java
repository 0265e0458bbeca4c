package io.relaybackup.engine.store;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One count or one duration at work on one group of backups, which it meets newest first. Keeps the newest of each
 * period, as long as its count lasts or its stretch of time reaches, and the group's oldest.
 */
final class PeriodRule {

    private final RetentionRule rule;
    private final RetentionPeriod period;
    private final Instant after;
    private final String suffix;
    private int left;
    private @Nullable Long previous;

    private PeriodRule(RetentionRule rule, RetentionPeriod period, int left, Instant after, String suffix) {
        this.rule = rule;
        this.period = period;
        this.left = left;
        this.after = after;
        this.suffix = suffix;
    }

    static PeriodRule counting(RetentionPeriod period, KeepCount count) {
        return new PeriodRule(RetentionRule.counting(period), period, count.periods(), Instant.MIN, "");
    }

    /** Only what is later than {@code after}, with no count. */
    static PeriodRule within(RetentionPeriod period, KeepDuration duration, Instant after) {
        return new PeriodRule(RetentionRule.within(period), period, Integer.MAX_VALUE, after, " within " + duration);
    }

    /** Why this rule keeps the backup, or null when it does not. */
    @Nullable
    RetentionReason test(ZonedDateTime time, int index, boolean oldest) {
        if (left == 0 || !time.toInstant().isAfter(after)) {
            return null;
        }
        long key = period.key(time, index);
        boolean samePeriod = previous != null && previous == key;
        if (samePeriod && !oldest) {
            return null;
        }
        previous = key;
        if (left != KeepCount.UNLIMITED.periods()) {
            left--;
        }
        return new RetentionReason(rule, (samePeriod ? "oldest " : "") + name() + suffix);
    }

    private String name() {
        return rule == RetentionRule.WITHIN ? "backup" : period.word() + " backup";
    }
}
