package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.Progress;
import java.util.concurrent.CancellationException;

/** Progress that also ends the work of all threads when one of them has failed. */
final class Stoppable implements Progress {

    private final Progress progress;

    private volatile boolean stopped;

    Stoppable(Progress progress) {
        this.progress = progress;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void advance(long files, long bytes) {
        progress.advance(files, bytes);
    }

    @Override
    public void checkCancelled() {
        if (stopped) {
            throw new CancellationException("stopped, as another part of the work has failed");
        }
        progress.checkCancelled();
    }
}
