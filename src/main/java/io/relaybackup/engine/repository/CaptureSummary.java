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
    long dataBlobs;
    long treeBlobs;
    long dataAdded;
    long totalFiles;
    long totalBytes;

    void count(Entry entry, ChangeClass change, int blobs, long added) {
        dataAdded += added;
        if (entry.isDirectory()) {
            treeBlobs += added > 0 ? 1 : 0;
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
        dataBlobs += added > 0 ? blobs : 0;
        switch (change) {
            case NEW -> filesNew++;
            case CHANGED -> filesChanged++;
            case UNCHANGED -> filesUnmodified++;
        }
    }
}
