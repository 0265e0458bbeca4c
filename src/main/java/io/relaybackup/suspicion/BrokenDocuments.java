package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.suspicion.ComponentChanges.Pair;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds documents of JSON that were such and are no more. Somebody may just be writing one, so those that seem broken
 * are read again a few times: all of them, then a pause, so that it takes no longer where there are many.
 */
final class BrokenDocuments {

    private static final int READS = 4;

    private static final long PAUSE_MS = 100;

    private final FileTree good;
    private final FileTree now;
    private final Progress progress;

    BrokenDocuments(FileTree good, FileTree now, Progress progress) {
        this.good = good;
        this.now = now;
        this.progress = progress;
    }

    /** As they are now, in the order of the documents. */
    List<Entry> among(List<Pair> documents) throws IOException {
        List<Entry> broken = new ArrayList<>();
        for (Pair pair : documents) {
            Entry old = pair.before();
            if (old != null && isBroken(pair.after()) && JsonCheck.parses(good, old, progress)) {
                broken.add(pair.after());
            }
        }
        for (int read = 1; read < READS && !broken.isEmpty(); read++) {
            pause();
            broken = stillBroken(broken);
        }
        return broken;
    }

    private List<Entry> stillBroken(List<Entry> files) throws IOException {
        List<Entry> broken = new ArrayList<>();
        for (Entry file : files) {
            Entry present = now.find(file.path());
            if (present != null && present.isFile() && isBroken(present)) {
                broken.add(present);
            }
        }
        return broken;
    }

    /** One that is gone by now is told of by others. */
    private boolean isBroken(Entry file) throws IOException {
        progress.checkCancelled();
        try {
            return !JsonCheck.parses(now, file, progress);
        } catch (IOException e) {
            if (TreeProblem.isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a document was looked at");
        }
    }
}
