package io.relaybackup.retention;

import io.relaybackup.engine.store.RetentionPlan;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.Store;
import io.relaybackup.trash.TrashedBackup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What retention would do to one store now.
 *
 * @param plan without decisions where the store could not be read
 * @param problem why it could not be read
 * @param trash what is in its trash and takes no part, newest first
 */
public record StorePlan(
        Store store, RetentionPlan plan, @Nullable Problem problem, List<TrashedBackup> trash) {

    public StorePlan {
        trash = List.copyOf(trash);
    }
}
