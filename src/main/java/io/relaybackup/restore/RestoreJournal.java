package io.relaybackup.restore;

import static java.util.Objects.requireNonNull;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.OperationId;
import java.time.Instant;
import java.util.List;

/**
 * What a restore is about to do to the data directory, written down before it does it, so that the next start can tell
 * how far it came.
 *
 * <p>It is the file {@code .relay-restore/journal.json}, one JSON object with these members. It is only ever replaced
 * as a whole: written to {@code journal.json.new}, forced, renamed, the folder forced. So it is absent or whole, and
 * one that cannot be read was damaged by something else.
 *
 * <pre>
 * format       1
 * operation    the operation's id
 * backup       the id of the backup that is restored
 * phase        "swapping" | "restored" | "undone"
 * startedAt    ISO-8601
 * units        [{"path", "replaces", "installs"}], in the order of the renames; paths percent-encoded
 * directories  [{"path", "before", "after"}], parents before children; before and after are
 *              {"mode", "uid", "gid", "modified"} or null
 * </pre>
 *
 * <p>Beside it {@code new/<path>} holds what comes and {@code old/<n>} what the n-th unit, counted from 0, replaced.
 * The phases:
 *
 * <ol>
 *   <li><b>No journal</b>: the data directory is as it was; the folder's content is garbage.
 *   <li><b>swapping</b>: any number of the renames may have happened; all are to be undone.
 *   <li><b>restored</b>, the commit mark, and <b>undone</b>: the data directory is wholly new or wholly old and needs
 *       nothing more. The rest of the folder is garbage; the journal stays until its operation's history knows.
 * </ol>
 *
 * @param startedAt when the journal was first written
 */
record RestoreJournal(
        int format,
        OperationId operation,
        BackupId backup,
        Phase phase,
        Instant startedAt,
        List<Unit> units,
        List<TouchedDirectory> directories) {

    static final int FORMAT = 1;

    enum Phase {
        SWAPPING,
        RESTORED,
        UNDONE
    }

    RestoreJournal {
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "a restore journal of format " + format + "; this version reads " + FORMAT);
        }
        // Without a phase the folder would pass for garbage, and what was put aside would go.
        requireNonNull(phase, "phase");
        requireNonNull(operation, "operation");
        requireNonNull(backup, "backup");
        requireNonNull(startedAt, "startedAt");
        units = List.copyOf(units);
        directories = List.copyOf(directories);
    }

    static RestoreJournal swapping(OperationId operation, BackupId backup, Instant startedAt, SwapPlan plan) {
        return new RestoreJournal(
                FORMAT, operation, backup, Phase.SWAPPING, startedAt, plan.units(), plan.directories());
    }

    RestoreJournal in(Phase newPhase) {
        return new RestoreJournal(format, operation, backup, newPhase, startedAt, units, directories);
    }
}
