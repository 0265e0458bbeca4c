package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.Entry;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what became of each entry, by percent-encoded path. */
public final class RecordingListener implements BackupDraft.Listener {

    private final Map<String, ChangeClass> files = new TreeMap<>();

    private final Map<String, IOException> failures = new TreeMap<>();

    private final Map<String, String> leftOut = new TreeMap<>();

    private long storedBytes;

    @Override
    public synchronized void written(Entry entry, ChangeClass change, long stored) {
        if (entry.isFile()) {
            files.put(entry.path().percentEncoded(), change);
            storedBytes += stored;
        }
    }

    @Override
    public synchronized void failed(Entry entry, IOException reason) {
        failures.put(entry.path().percentEncoded(), reason);
    }

    @Override
    public synchronized void leftOut(Entry entry, String reason) {
        leftOut.put(entry.path().percentEncoded(), reason);
    }

    public synchronized Map<String, String> leftOut() {
        return Map.copyOf(leftOut);
    }

    public synchronized Map<String, ChangeClass> files() {
        return Map.copyOf(files);
    }

    public synchronized Map<String, IOException> failures() {
        return Map.copyOf(failures);
    }

    /** Of files. */
    public synchronized long storedBytes() {
        return storedBytes;
    }
}
