package io.relaybackup.drill;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import java.util.List;
import java.util.Optional;

/** The drills of one operation: its result when all succeeded, and what its problem is made of when not. */
record DrillReport(List<Drill> drills) {

    DrillReport {
        drills = List.copyOf(drills);
    }

    /** Why not all succeeded; with the status of the first reason. */
    Optional<Problem> problem() {
        List<Drill> failed = drills.stream().filter(drill -> !drill.succeeded()).toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        Drill first = failed.get(0);
        Problem reason = first.problem();
        String others = failed.size() == 1 ? "" : " So did " + (failed.size() - 1) + " more.";
        return Optional.of(Problem.of(
                        reason == null ? 500 : reason.status(),
                        reason == null || reason.status() == 500 ? "drill-failed" : reason.name(),
                        "The restore drill in store '" + first.store() + "' failed: " + detail(first) + others)
                .withStore(first.store())
                .withBackup(first.backup())
                .withCode(reason == null ? null : reason.code())
                .withPath(reason == null ? null : reason.path())
                .withErrors(failed.stream()
                        .map(drill -> new FieldError(drill.store(), detail(drill)))
                        .toList()));
    }

    private static String detail(Drill drill) {
        Problem reason = drill.problem();
        return reason == null ? "no reason is known." : reason.detail();
    }
}
