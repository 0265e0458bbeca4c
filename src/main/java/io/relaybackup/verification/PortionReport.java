package io.relaybackup.verification;

import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What reading a portion of a repository's content found.
 *
 * @param files of the repository that were read
 * @param bytes that were read and compared
 * @param damageCount all damages
 * @param damages the first of them, at most {@link Finding#LISTED}
 */
record PortionReport(String store, long files, long bytes, long damageCount, List<Damage> damages) {

    private static final int NAMED = 3;

    PortionReport {
        damages = List.copyOf(damages);
    }

    static PortionReport of(String store, VerifyReport report) {
        int listed = Math.min(Finding.LISTED, report.damages().size());
        return new PortionReport(
                store,
                report.files(),
                report.bytes(),
                report.damageCount(),
                report.damages().subList(0, listed));
    }

    /**
     * Without the damage that backups' own verification tells of.
     *
     * @param told ids of these backups
     */
    static PortionReport ofFilesBesideBackups(String store, VerifyReport report, Set<String> told) {
        List<Damage> own = report.damages().stream()
                .filter(damage -> !told.contains(damage.path().split("/", 2)[0]))
                .limit(Finding.LISTED)
                .toList();
        return new PortionReport(store, report.files(), report.bytes(), own.size(), own);
    }

    /** One line for a log. */
    String summary() {
        return store + ": " + files + " files, " + bytes + " bytes read, "
                + (damageCount == 0 ? "no damage" : "damaged, " + Damages.list(damages, damageCount, NAMED));
    }

    /** What is wrong; empty when nothing is. */
    Optional<Problem> problem() {
        if (damageCount == 0) {
            return Optional.empty();
        }
        String path = damages.isEmpty() ? null : damages.get(0).path();
        return Optional.of(Problem.of(
                        500,
                        "verification-failed",
                        "The content of store '" + store + "' is damaged: " + Damages.list(damages, damageCount, NAMED)
                                + ".")
                .withStore(store)
                .withPath(path)
                .withErrors(damages.stream()
                        .map(d -> new FieldError(store + "/" + d.path(), d.message()))
                        .toList()));
    }
}
