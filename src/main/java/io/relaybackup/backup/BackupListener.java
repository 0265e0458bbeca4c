package io.relaybackup.backup;

/** Hears of every backup that ended, whether anything of it is kept or not. */
@FunctionalInterface
public interface BackupListener {

    void finished(BackupOutcome outcome);
}
