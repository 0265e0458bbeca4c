package io.relaybackup.retention;

import io.relaybackup.engine.store.BackupId;

/** Hears of every backup that retention has removed. What it throws is logged and changes nothing. */
@FunctionalInterface
public interface RetentionListener {

    void removed(String store, BackupId backup);
}
