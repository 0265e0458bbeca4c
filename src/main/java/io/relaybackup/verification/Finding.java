package io.relaybackup.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What looking at one store's holding of a backup found.
 *
 * @param level as it was done, which for an external backup without checksums is always structure
 * @param files looked at
 * @param bytes compared with a checksum
 * @param damageCount all damages
 * @param damages the first of them, at most {@link #LISTED}
 * @param problem why there is no judgement
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
        String backup,
        String store,
        VerifyLevel level,
        Verdict verdict,
        long files,
        long bytes,
        long damageCount,
        List<Damage> damages,
        @Nullable Problem problem) {

    static final int LISTED = 100;

    public Finding {
        damages = List.copyOf(damages);
    }

    /** How it was judged. The words in JSON are these in lower case. */
    public enum Verdict {
        INTACT,
        DAMAGED,
        /** It could not be looked at. */
        UNKNOWN,
        /** It was removed, or is being removed, meanwhile. */
        GONE
    }

    static Finding of(BackupId backup, String store, VerifyReport report) {
        List<Damage> listed =
                report.damages().subList(0, Math.min(LISTED, report.damages().size()));
        return new Finding(
                backup.value(),
                store,
                report.level(),
                report.isIntact() ? Verdict.INTACT : Verdict.DAMAGED,
                report.files(),
                report.bytes(),
                report.damageCount(),
                listed,
                null);
    }

    static Finding unknown(BackupId backup, String store, VerifyLevel level, Problem problem) {
        return new Finding(backup.value(), store, level, Verdict.UNKNOWN, 0, 0, 0, List.of(), problem);
    }

    static Finding gone(BackupId backup, String store, VerifyLevel level) {
        return new Finding(backup.value(), store, level, Verdict.GONE, 0, 0, 0, List.of(), null);
    }

    boolean is(Verdict asked) {
        return verdict == asked;
    }

    /** One line for a log: how the backup is, with the first damages. */
    String summary() {
        String name = backup + " in " + store + ": ";
        return switch (verdict) {
            case INTACT -> name + "intact, " + files + " files, " + bytes + " bytes compared";
            case GONE -> name + "removed meanwhile";
            case UNKNOWN -> name + "no judgement" + (problem == null ? "" : ", " + problem.detail());
            case DAMAGED -> name + "damaged, " + damageList(3);
        };
    }

    /** The first damages in words, and how many more there are. */
    String damageList(int most) {
        return Damages.list(damages, damageCount, most);
    }
}
