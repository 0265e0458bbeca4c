package io.relaybackup.retention;

import io.relaybackup.engine.store.RetentionPlan;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What retention would do to one store now.
 *
 * @param plan without decisions where the store could not be read
 * @param problem why it could not be read
 */
public record StorePlan(
        Store store, RetentionPlan plan, @Nullable Problem problem) {}
