package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;

/** Counts what a backup took, as a snapshot's {@code summary} tells it. One thread. */
final class CaptureSummary {

    long filesNew;
    long filesChanged;
    long filesUnmodified;
    long dirsNew;
    long dirsUnmodified;
    long totalFiles;
    long totalBytes;

    void count(Entry entry, ChangeClass change) {
        if (entry.isDirectory()) {
            if (change == ChangeClass.UNCHANGED) {
                dirsUnmodified++;
            } else {
                dirsNew++;
            }
            return;
        }
        if (!entry.isFile()) {
            return;
        }
        totalFiles++;
        totalBytes += entry.size();
        switch (change) {
            case NEW -> filesNew++;
            case CHANGED -> filesChanged++;
            case UNCHANGED -> filesUnmodified++;
        }
    }
}
