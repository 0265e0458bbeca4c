package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Progress;

/** Passes on that work shall stop, and not how far it is: the files were counted when they were captured. */
record QuietProgress(Progress progress) implements Progress {

    @Override
    public void advance(long files, long bytes) {}

    @Override
    public void checkCancelled() {
        progress.checkCancelled();
    }
}
