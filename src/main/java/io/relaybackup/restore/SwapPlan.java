package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a swap renames and which directories it touches on the way.
 *
 * @param units in the order of their paths
 * @param directories in the order of their paths, so parents before children
 */
record SwapPlan(List<Unit> units, List<TouchedDirectory> directories) {

    SwapPlan {
        units = List.copyOf(units);
        directories = List.copyOf(directories);
        refuseNesting(units);
    }

    private static void refuseNesting(List<Unit> units) {
        Set<TreePath> all = new HashSet<>();
        for (Unit unit : units) {
            if (!all.add(unit.path())) {
                throw new IllegalArgumentException("two units at " + unit.path());
            }
        }
        for (Unit unit : units) {
            for (TreePath above = unit.path().parent(); !above.isRoot(); above = above.parent()) {
                if (all.contains(above)) {
                    throw new IllegalArgumentException(unit.path() + " lies in the unit " + above);
                }
            }
        }
    }
}
