package io.relaybackup.operation;

import io.relaybackup.engine.store.BackupId;

/**
 * What a piece of work needs for as long as it runs. Two claims on the same thing are in each other's way unless both
 * share it.
 *
 * @param resource {@code source}, {@code backup:<id>}, {@code store:<name>}, or {@code copy:<id> in <store>}
 */
public record Claim(String resource, boolean shared) {

    /** The live data directory, alone: backup, in-place restore and drill. */
    public static Claim source() {
        return new Claim("source", false);
    }

    /**
     * Reads a backup, links to it, or makes it: nobody sees it before it is whole. Others may too, nobody may remove
     * it.
     */
    public static Claim reading(BackupId backup) {
        return new Claim("backup:" + backup, true);
    }

    /** Removes a backup. */
    public static Claim changing(BackupId backup) {
        return new Claim("backup:" + backup, false);
    }

    /** Looks after a store, alone: what frees space there, mends it, or removes locks. Backups go on. */
    public static Claim upkeep(String store) {
        return new Claim("store:" + store, false);
    }

    /** Makes a store's copy of a backup, alone. */
    public static Claim copying(BackupId backup, String store) {
        return new Claim("copy:" + backup + " in " + store, false);
    }

    boolean conflictsWith(Claim other) {
        return resource.equals(other.resource) && !(shared && other.shared);
    }

    /** The resource, as the start of a sentence. */
    String words() {
        if (resource.equals("source")) {
            return "The data directory";
        }
        return Character.toUpperCase(resource.charAt(0)) + resource.substring(1).replace(':', ' ');
    }
}
