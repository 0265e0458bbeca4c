package io.relaybackup.verification;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.Problems;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at one holding after the other and writes each judgement into the backup's notes. What is wrong with one does
 * not stop the others. Used once, by one thread.
 */
final class VerificationRun {

    private final VerifyLevel level;
    private final Operations operations;
    private final Clock clock;
    private final OperationContext context;
    private final List<Holding> holdings = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Problem> unreachable = new ArrayList<>();

    VerificationRun(VerifyLevel level, Operations operations, Clock clock, OperationContext context) {
        this.level = level;
        this.operations = operations;
        this.clock = clock;
        this.context = context;
    }

    private record Holding(Store store, StoredBackup backup) {}

    /** Plans to look at all that a store holds now. */
    void add(Store store) {
        try {
            store.backups().list().forEach(backup -> holdings.add(new Holding(store, backup)));
        } catch (IOException e) {
            Problem problem = Problems.of(e).withStore(store.name());
            unreachable.add(problem);
            context.log("store " + store.name() + ": " + problem.detail());
        }
    }

    /** Plans to look at one backup. */
    void add(Store store, BackupId id) {
        try {
            holdings.add(new Holding(store, store.backups().get(id)));
        } catch (IOException e) {
            end(failure(e, store, id, level));
        }
    }

    VerificationReport run() {
        expect();
        for (Holding holding : holdings) {
            context.checkCancelled();
            end(look(holding));
        }
        VerificationReport report = VerificationReport.of(level, findings, unreachable);
        context.log(report.intact() + " intact, " + report.damaged() + " damaged, " + report.unknown()
                + " that could not be judged");
        return report;
    }

    private void end(Finding finding) {
        findings.add(finding);
        if (!finding.is(Finding.Verdict.INTACT)) {
            // An operation's log has an end, and the intact ones must not push out the others.
            context.log(finding.summary());
        }
    }

    private void expect() {
        long files = 0;
        long bytes = 0;
        for (Holding holding : holdings) {
            for (ComponentResult result : holding.backup().manifest().results()) {
                files += result.files();
                bytes += levelFor(holding.backup()) == VerifyLevel.DATA ? result.bytes() : 0;
            }
        }
        context.expect(files, bytes);
    }

    /** An external backup has no checksums to compare with. */
    private VerifyLevel levelFor(StoredBackup backup) {
        return backup.external() ? VerifyLevel.STRUCTURE : level;
    }

    @SuppressWarnings("try") // a lease is held, not used
    private Finding look(Holding holding) {
        Store store = holding.store();
        BackupId id = holding.backup().id();
        VerifyLevel own = levelFor(holding.backup());
        context.phase("verify " + id);
        try (Operations.Lease lease = operations.claim("the verification of " + id, Set.of(Claim.reading(id)))) {
            VerifyReport report = store.backups().verify(id, own, context);
            if (!holding.backup().external()) {
                remember(store, id, report);
            }
            return Finding.of(id, store.name(), report);
        } catch (ProblemException e) { // the claim could not be had
            return Finding.gone(id, store.name(), own);
        } catch (IOException e) {
            return failure(e, store, id, own);
        }
    }

    private static Finding failure(IOException e, Store store, BackupId id, VerifyLevel level) {
        if (e instanceof BackupNotFoundException) {
            return Finding.gone(id, store.name(), level);
        }
        return Finding.unknown(
                id, store.name(), level, Problems.of(e).withStore(store.name()).withBackup(id.value()));
    }

    private void remember(Store store, BackupId id, VerifyReport report) {
        Verification verification =
                new Verification(clock.instant(), report.level(), report.isIntact(), report.damageCount());
        try {
            store.backups().annotate(id, notes -> notes.withVerification(verification));
        } catch (IOException e) {
            context.log(id + " in " + store.name() + ": the judgement could not be noted, "
                    + Problems.of(e).detail());
        }
    }
}
