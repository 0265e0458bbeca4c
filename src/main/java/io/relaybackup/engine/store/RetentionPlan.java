package io.relaybackup.engine.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a policy makes of a store's backups: a value, which a preview shows and a run carries out.
 *
 * @param decisions one for each backup, newest first
 */
public record RetentionPlan(List<RetentionDecision> decisions) {

    public RetentionPlan {
        decisions = List.copyOf(decisions);
    }

    /** Decides on every backup of one store; the order given does not matter. */
    public static RetentionPlan of(RetentionPolicy policy, List<StoredBackup> backups, RetentionSituation situation) {
        return new RetentionPlan(new RetentionDecider(policy, situation).decide(backups));
    }

    /** Keeps every backup, because there is no policy that says otherwise. */
    public static RetentionPlan keepingAll(List<StoredBackup> newestFirst) {
        RetentionReason reason = new RetentionReason(RetentionRule.NO_POLICY, "the store has no retention policy");
        return new RetentionPlan(newestFirst.stream()
                .map(backup -> new RetentionDecision(backup, true, List.of(reason)))
                .toList());
    }

    /** The backups that go, oldest first, so that a run that stops half-way has kept the better half. */
    public List<StoredBackup> removals() {
        List<StoredBackup> newestFirst = decisions.stream()
                .filter(decision -> !decision.kept())
                .map(RetentionDecision::backup)
                .toList();
        List<StoredBackup> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }
}
