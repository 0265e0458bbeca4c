package io.relaybackup.engine.store;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy's rules on one group of backups: those of one host, one data directory and one set of components. Every
 * backup is tested by every rule, so that each kept one carries every reason.
 */
final class RetentionRules {

    private final RetentionPolicy policy;
    private final List<PeriodRule> rules = new ArrayList<>();

    private RetentionRules(RetentionPolicy policy, Instant latest) {
        this.policy = policy;
        policy.counts().forEach((period, count) -> rules.add(PeriodRule.counting(period, count)));
        policy.within()
                .forEach((period, duration) ->
                        rules.add(PeriodRule.within(period, duration, duration.before(latest, policy.zone()))));
    }

    /**
     * Each backup's reasons to be kept, in the order given; empty where there is none.
     *
     * @param newestFirst none of them later than now
     */
    static List<List<RetentionReason>> apply(RetentionPolicy policy, List<StoredBackup> newestFirst) {
        if (newestFirst.isEmpty()) {
            return List.of();
        }
        RetentionRules rules = new RetentionRules(policy, newestFirst.get(0).time());
        List<List<RetentionReason>> all = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            all.add(rules.reasons(newestFirst.get(i), i, i == newestFirst.size() - 1));
        }
        return all;
    }

    private List<RetentionReason> reasons(StoredBackup backup, int index, boolean oldest) {
        List<RetentionReason> reasons = new ArrayList<>();
        for (List<String> tags : policy.tags()) {
            if (backup.notes().tags().containsAll(tags)) {
                reasons.add(new RetentionReason(RetentionRule.TAGS, "has tags " + String.join(",", tags)));
            }
        }
        ZonedDateTime time = backup.time().atZone(policy.zone());
        for (PeriodRule rule : rules) {
            @Nullable RetentionReason reason = rule.test(time, index, oldest);
            if (reason != null) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
