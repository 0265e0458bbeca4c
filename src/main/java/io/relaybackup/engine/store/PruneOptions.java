package io.relaybackup.engine.store;

/**
 * How thoroughly to free space.
 *
 * @param maxUnusedPercent how much of the store, in percent, may stay unused after it; 0 to 100
 * @param maxRepackBytes how many bytes may be written anew for it
 */
public record PruneOptions(double maxUnusedPercent, long maxRepackBytes) {

    /** As restic has it. */
    public static final PruneOptions DEFAULT = new PruneOptions(5, Long.MAX_VALUE);

    public PruneOptions {
        if (!(maxUnusedPercent >= 0 && maxUnusedPercent <= 100) || maxRepackBytes < 0) {
            throw new IllegalArgumentException("at most 0 to 100 percent unused, and 0 bytes or more to repack, not "
                    + maxUnusedPercent + " and " + maxRepackBytes);
        }
    }
}
