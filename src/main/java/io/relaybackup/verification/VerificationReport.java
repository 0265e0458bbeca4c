package io.relaybackup.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import io.relaybackup.verification.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a verification found, over all that it looked at. A backup in two stores counts twice.
 *
 * @param level asked for
 * @param unknown how many could not be judged
 * @param files looked at
 * @param bytes compared with a checksum
 * @param findings the first of them, at most {@link #LISTED}; the bad ones before the others
 * @param repositories what of repositories that were looked at as a whole is damaged beside their backups
 * @param unreachable of stores that could not say what they hold
 */
public record VerificationReport(
        VerifyLevel level,
        int intact,
        int damaged,
        int unknown,
        long files,
        long bytes,
        List<Finding> findings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PortionReport> repositories,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> unreachable) {

    static final int LISTED = 500;

    private static final int NAMED = 3;

    public VerificationReport {
        findings = List.copyOf(findings);
        repositories = List.copyOf(repositories);
        unreachable = List.copyOf(unreachable);
    }

    static VerificationReport of(
            VerifyLevel level, List<Finding> all, List<PortionReport> repositories, List<Problem> unreachable) {
        List<Finding> listed = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.DAMAGED, Verdict.UNKNOWN, Verdict.INTACT, Verdict.GONE)) {
            all.stream()
                    .filter(f -> f.is(verdict) && listed.size() < LISTED)
                    .limit(LISTED - listed.size())
                    .forEach(listed::add);
        }
        return new VerificationReport(
                level,
                count(all, Verdict.INTACT),
                count(all, Verdict.DAMAGED),
                count(all, Verdict.UNKNOWN),
                all.stream().mapToLong(Finding::files).sum(),
                all.stream().mapToLong(Finding::bytes).sum(),
                listed,
                repositories,
                unreachable);
    }

    private static int count(List<Finding> findings, Verdict verdict) {
        return (int) findings.stream().filter(f -> f.is(verdict)).count();
    }

    /**
     * What is wrong; empty when nothing is. Its {@code errors} list damaged files, at most {@link Finding#LISTED}, each
     * with its store and backup in front.
     */
    Optional<Problem> problem() {
        if (damaged > 0) {
            return Optional.of(damage());
        }
        if (!repositories.isEmpty()) {
            return repositories.get(0).problem();
        }
        return Stream.concat(findings.stream().map(Finding::problem).filter(p -> p != null), unreachable.stream())
                .findFirst();
    }

    private Problem damage() {
        Finding first = findings.get(0);
        int judged = intact + damaged + unknown;
        String detail = (judged == 1 ? "" : damaged + " of " + judged + " backups are damaged; the first is ")
                + first.backup() + " in store '" + first.store() + "'" + (judged == 1 ? " is damaged: " : ": ")
                + first.damageList(NAMED) + ".";
        String path = first.damages().isEmpty() ? null : first.damages().get(0).path();
        return Problem.of(500, "verification-failed", detail)
                .withBackup(first.backup())
                .withStore(first.store())
                .withPath(path)
                .withErrors(errors());
    }

    private List<FieldError> errors() {
        return findings.stream()
                .flatMap(f -> f.damages().stream()
                        .map(d -> new FieldError(f.store() + "/" + f.backup() + "/" + d.path(), d.message())))
                .limit(Finding.LISTED)
                .toList();
    }
}
