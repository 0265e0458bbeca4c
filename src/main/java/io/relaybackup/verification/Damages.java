package io.relaybackup.verification;

import io.relaybackup.engine.store.VerifyReport.Damage;
import java.util.List;

/** Damages in words. */
final class Damages {

    private Damages() {}

    /**
     * The first, and how many more there are.
     *
     * @param count all of them, listed or not
     * @param most to name
     */
    static String list(List<Damage> damages, long count, int most) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(most, damages.size());
        for (Damage damage : damages.subList(0, shown)) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(damage.path())
                    .append(": ")
                    .append(damage.message());
        }
        long more = count - shown;
        return more <= 0 ? text.toString() : text + "; and " + more + " more";
    }
}
