package io.relaybackup.restore;

import java.util.Set;

/**
 * A restore that has been thought through: what a client is shown of it, and what it takes to carry it out.
 *
 * @param swap empty unless it is in place
 * @param safetyComponents configured components that hold something that will be replaced
 */
record PlannedRestore(
        RestorePlan answer, Scope scope, Destination destination, SwapPlan swap, Set<String> safetyComponents) {

    PlannedRestore {
        safetyComponents = Set.copyOf(safetyComponents);
    }
}
