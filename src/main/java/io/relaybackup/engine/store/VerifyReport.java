package io.relaybackup.engine.store;

import java.util.List;

/**
 * What a verification found.
 *
 * @param files looked at
 * @param bytes read and compared with a checksum; 0 at level {@link VerifyLevel#STRUCTURE}
 * @param damageCount all of them
 * @param damages the first of them, at most {@link #LISTED}
 */
public record VerifyReport(VerifyLevel level, long files, long bytes, long damageCount, List<Damage> damages) {

    public static final int LISTED = 1000;

    public VerifyReport {
        damages = List.copyOf(damages);
    }

    public boolean isIntact() {
        return damageCount == 0;
    }

    /**
     * One thing that is not as it was recorded.
     *
     * @param path percent-encoded, relative to the backup's folder
     */
    public record Damage(String path, String message) {}
}
