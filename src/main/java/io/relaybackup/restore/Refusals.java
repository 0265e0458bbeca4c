package io.relaybackup.restore;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The problems that end a restore, in words. */
final class Refusals {

    private static final Set<String> ACROSS_MOUNTS = Set.of("EBUSY", "EXDEV");

    private Refusals() {}

    /** Refuses a plan that cannot be carried out. */
    static void requireFeasible(RestorePlan plan) {
        List<RestorePlan.Obstacle> obstacles = plan.obstacles();
        if (!obstacles.isEmpty()) {
            RestorePlan.Obstacle first = obstacles.get(0);
            String others = obstacles.size() == 1 ? "" : " and " + (obstacles.size() - 1) + " more stand in the way";
            throw Problem.conflict(nameOf(first.kind()), "'" + first.path() + "' " + first.message() + others + ".")
                    .withPath(first.path())
                    .withBackup(plan.backup())
                    .withErrors(obstacles.stream()
                            .map(o -> new Problem.FieldError(o.path(), o.message()))
                            .toList())
                    .asException();
        }
        if (!plan.fits()) {
            throw noSpace(plan.spaceNeeded(), plan.spaceAvailable());
        }
    }

    private static String nameOf(RestorePlan.ObstacleKind kind) {
        return switch (kind) {
            case MOUNT_POINT -> "mount-point";
            case IN_THE_WAY -> "in-the-way";
            case UNREADABLE -> "source-unreadable";
        };
    }

    static ProblemException noSpace(long needed, long available) {
        return Problem.of(
                        507,
                        "no-space",
                        "The restore needs " + needed + " bytes beside what is there, and " + available + " are free.")
                .withCode("ENOSPC")
                .asException();
    }

    /**
     * What a client is told when carrying out failed for a reason that only restores have; else the exception itself.
     */
    static Exception explained(IOException e) {
        String code = ErrorCode.of(e);
        if (e instanceof UnfinishedSwapException) {
            return Problem.of(500, "restore-unfinished", sentence(e))
                    .withCode(code)
                    .asException(e);
        }
        if (e instanceof DamagedJournalException) {
            return Problem.conflict("restore-journal-damaged", sentence(e)).asException(e);
        }
        if (e instanceof RestoreRunningException) {
            return Problem.conflict("restore-running", sentence(e)).asException(e);
        }
        if (e instanceof StagedMismatchException mismatch) {
            return Problem.of(500, "input-output-error", sentence(e) + " Nothing was replaced.")
                    .withCode(ErrorCode.EIO)
                    .withPath(mismatch.path().percentEncoded())
                    .asException(e);
        }
        if (ACROSS_MOUNTS.contains(code)) {
            return Problem.conflict(
                            "mount-point",
                            "Something that would be swapped is, or lies across, a mount point: " + code
                                    + ". Everything is as it was.")
                    .withCode(code)
                    .asException(e);
        }
        return e;
    }

    private static String sentence(IOException e) {
        String message = String.valueOf(e.getMessage());
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
