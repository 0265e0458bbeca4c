package io.relaybackup.access;

import io.relaybackup.access.AccessProperties.Audit;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records calls, in the state database and by the logger {@code audit}. Never fails a request: what cannot be kept is
 * still logged. Safe for use by many threads.
 */
final class AuditLog {

    private static final Logger log = LoggerFactory.getLogger("audit");

    private static final int PRUNE_EVERY = 500;

    private final AuditTable table;

    private final RefusalBudget budget;

    private final Audit limits;

    private final Clock clock;

    private final AtomicInteger added = new AtomicInteger();

    AuditLog(AuditTable table, RefusalBudget budget, Audit limits, Clock clock) {
        this.table = table;
        this.budget = budget;
        this.limits = limits;
        this.clock = clock;
    }

    void record(AuditEntry entry) {
        settle();
        if (entry.isRefused() && !budget.spend(entry.actor() + " " + entry.address() + " " + entry.status())) {
            return;
        }
        keep(entry);
    }

    /** The newest first; one more than asked for where there are more. */
    List<AuditTable.Row> list(AuditQuery query) {
        settle();
        return table.list(query);
    }

    private void settle() {
        int count = budget.settle();
        if (count > 0) {
            keep(new AuditEntry(clock.instant(), "anyone", "any", "any", "any", 0, AuditOutcome.REFUSED, null, count));
        }
    }

    private void keep(AuditEntry entry) {
        log.info(
                "{} from {}: {} {} -> {} {}{}{}",
                entry.actor(),
                entry.address(),
                entry.method(),
                entry.target(),
                entry.status(),
                entry.outcome(),
                entry.location() == null ? "" : " " + entry.location(),
                entry.repeated() == null ? "" : " (" + entry.repeated() + " calls)");
        table.add(entry);
        if (added.getAndIncrement() % PRUNE_EVERY == 0) {
            table.prune(limits, clock.instant());
        }
    }
}
