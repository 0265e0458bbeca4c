package io.relaybackup.benchmark;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of files. */
final class Counting implements BackupDraft.Listener {

    final LongAdder unchanged = new LongAdder();

    final LongAdder failed = new LongAdder();

    @Override
    public void written(Entry entry, ChangeClass change, long storedBytes) {
        if (entry.isFile() && change == ChangeClass.UNCHANGED) {
            unchanged.increment();
        }
    }

    @Override
    public void failed(Entry entry, IOException reason) {
        failed.increment();
    }
}
