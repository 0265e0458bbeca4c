package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Compares files with their checksums, several at a time. Files are added by one thread. */
final class ContentCheck implements ContentReceiver {

    private static final int BATCH = 1000;

    private final FileTree files;

    private final Damages damages;

    private final Progress progress;

    private final List<Entry> waiting = new ArrayList<>();

    private final Map<TreePath, Running> running = new ConcurrentHashMap<>();

    ContentCheck(FileTree files, Damages damages, Progress progress) {
        this.files = files;
        this.damages = damages;
        this.progress = progress;
    }

    /** A file that is being read. */
    private static final class Running {

        private final @Nullable ContentId expected;

        private final MessageDigest digest = Sha256.digest();

        private long size;

        private Running(@Nullable ContentId expected) {
            this.expected = expected;
        }
    }

    /** A file to be compared, if not at once then before {@link #finish} returns. */
    void add(Entry recorded) throws IOException {
        // The stamp is the source's; by it the backup's own file would look changed.
        waiting.add(recorded.withStamp(null));
        if (waiting.size() >= BATCH) {
            finish();
        }
    }

    void finish() throws IOException {
        for (Entry file : waiting) {
            running.put(file.path(), new Running(file.contentId()));
        }
        files.read(List.copyOf(waiting), this);
        running.clear();
        waiting.clear();
    }

    @Override
    public void begin(Entry file) {
        Running own = running(file);
        own.digest.reset();
        own.size = 0;
    }

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
        progress.checkCancelled();
        Running own = running(file);
        if (offset != own.size) {
            throw new IllegalStateException("a directory's file does not come from front to back: " + file.path());
        }
        own.size += content.remaining();
        progress.advance(0, content.remaining());
        own.digest.update(content);
    }

    @Override
    public void end(Entry file, Entry settled) {
        Running own = running(file);
        damages.looked(0, own.size);
        progress.advance(1, 0);
        ContentId expected = own.expected;
        if (expected == null || !expected.equals(ContentId.sha256(own.digest.digest()))) {
            damages.add(file.path(), "differs from its checksum");
        }
    }

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        progress.advance(1, 0);
        if (TreeProblem.isGone(reason)) {
            damages.add(file.path(), "is missing");
            return;
        }
        damages.unreadable(file.path(), reason);
    }

    private Running running(Entry file) {
        Running own = running.get(file.path());
        if (own == null) {
            throw new IllegalStateException("content that was not asked for: " + file.path());
        }
        return own;
    }
}
