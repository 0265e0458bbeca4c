package io.relaybackup.verification;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.store.StoreUnavailableException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    private final List<Store> whole = new ArrayList<>();
    private final List<PortionReport> repositories = new ArrayList<>();
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
            whole.add(store);
        } catch (IOException e) {
            Problem problem = store.problem(e);
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
        Map<Store, List<Holding>> byStore = new LinkedHashMap<>();
        holdings.forEach(holding -> byStore.computeIfAbsent(holding.store(), store -> new ArrayList<>())
                .add(holding));
        byStore.forEach((store, held) -> {
            if (store.maintenance().isPresent() && held.size() > 1) {
                lookAtAll(store, held);
            } else {
                lookAtEach(held);
            }
        });
        whole.forEach(this::lookAtRepository);
        VerificationReport report = VerificationReport.of(level, findings, repositories, unreachable);
        context.log(report.intact() + " intact, " + report.damaged() + " damaged, " + report.unknown()
                + " that could not be judged");
        return report;
    }

    /** Keys, index files, backups that are gone or cannot be read: what no backup's own verification meets. */
    private void lookAtRepository(Store store) {
        StoreMaintenance repository = store.maintenance().orElse(null);
        if (repository == null) {
            return;
        }
        context.checkCancelled();
        try {
            Set<String> told = holdings.stream()
                    .filter(holding -> holding.store().equals(store))
                    .map(holding -> holding.backup().id().value())
                    .collect(Collectors.toSet());
            PortionReport own = PortionReport.ofFilesBesideBackups(
                    store.name(), repository.readPortion(0, Duration.ZERO, context), told);
            if (own.damageCount() > 0) {
                repositories.add(own);
                context.log(own.summary());
            }
        } catch (IOException e) {
            Problem problem = store.problem(e);
            unreachable.add(problem);
            context.log("store " + store.name() + ": " + problem.detail());
        }
    }

    private void lookAtEach(List<Holding> held) {
        for (Holding holding : held) {
            context.checkCancelled();
            end(look(holding));
        }
    }

    /** What they share is read once. When that ends early, each that has no judgement by then is looked at alone. */
    private void lookAtAll(Store store, List<Holding> held) {
        Map<BackupId, Holding> open = new LinkedHashMap<>();
        List<Operations.Lease> leases = new ArrayList<>();
        try {
            context.checkCancelled();
            context.phase("verify " + held.size() + " backups in " + store.name());
            for (Holding holding : held) {
                BackupId id = holding.backup().id();
                try {
                    leases.add(claim(id));
                    open.put(id, holding);
                } catch (ProblemException e) {
                    end(Finding.gone(id, store.name(), levelFor(holding)));
                }
            }
            store.backups()
                    .verify(List.copyOf(open.keySet()), level, (id, report) -> judged(open, id, report), context);
            // One that has no judgement is gone.
            open.values().forEach(holding -> end(Finding.gone(holding.backup().id(), store.name(), levelFor(holding))));
            open.clear();
        } catch (StoreLockedException | StoreUnavailableException e) {
            // Each alone would wait for the same.
            open.values()
                    .forEach(holding -> end(failure(e, store, holding.backup().id(), levelFor(holding))));
            open.clear();
        } catch (IOException e) {
            context.log(store.name() + ": not all could be judged at once, "
                    + Problems.of(e).detail());
        } finally {
            leases.forEach(Operations.Lease::close);
        }
        lookAtEach(List.copyOf(open.values()));
    }

    private synchronized void judged(Map<BackupId, Holding> open, BackupId id, VerifyReport report) {
        Holding holding = open.remove(id);
        if (holding != null) {
            end(judgement(holding, report));
        }
    }

    private Operations.Lease claim(BackupId id) {
        return operations.claim("the verification of " + id, Set.of(Claim.reading(id)));
    }

    private Finding judgement(Holding holding, VerifyReport report) {
        BackupId id = holding.backup().id();
        if (!holding.backup().external()) {
            remember(holding.store(), id, report);
        }
        return Finding.of(id, holding.store().name(), report);
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
                bytes += levelFor(holding) == VerifyLevel.DATA ? result.bytes() : 0;
            }
        }
        // What backups share is read once, and nobody knows before how much that is.
        boolean shared = holdings.stream().anyMatch(h -> h.store().maintenance().isPresent());
        context.expect(shared ? -1 : files, shared ? -1 : bytes);
    }

    /** An external backup has no checksums to compare with, but in a repository all content has. */
    private VerifyLevel levelFor(Holding holding) {
        return holding.backup().external() && holding.store().maintenance().isEmpty() ? VerifyLevel.STRUCTURE : level;
    }

    @SuppressWarnings("try") // a lease is held, not used
    private Finding look(Holding holding) {
        Store store = holding.store();
        BackupId id = holding.backup().id();
        VerifyLevel own = levelFor(holding);
        context.phase("verify " + id);
        try (Operations.Lease lease = claim(id)) {
            return judgement(holding, store.backups().verify(id, own, context));
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
        return Finding.unknown(id, store.name(), level, store.problem(e).withBackup(id.value()));
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
