package io.relaybackup.engine.store;

import java.util.List;

/**
 * What a policy makes of one backup.
 *
 * @param reasons every rule that keeps it, or why it goes; never empty
 */
public record RetentionDecision(StoredBackup backup, boolean kept, List<RetentionReason> reasons) {

    public RetentionDecision {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a decision without a reason on " + backup.id());
        }
    }
}
