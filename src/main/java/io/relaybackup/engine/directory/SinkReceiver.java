package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes the files of one batch as their content comes. */
final class SinkReceiver implements ContentReceiver, Closeable {

    private final Map<TreePath, SinkFile> batch = new HashMap<>();
    private final Map<TreePath, SinkOutput> open = new ConcurrentHashMap<>();
    private final MetadataWriter metadata;
    private final Progress progress;
    private final AtomicInteger ended = new AtomicInteger();

    SinkReceiver(List<SinkFile> batch, MetadataWriter metadata, Progress progress) {
        batch.forEach(file -> this.batch.put(file.entry().path(), file));
        this.metadata = metadata;
        this.progress = progress;
    }

    @Override
    public void begin(Entry file) throws IOException {
        progress.checkCancelled();
        SinkOutput output = open.get(file.path());
        if (output != null) {
            output.restart();
            return;
        }
        open.put(file.path(), SinkOutput.create(target(file).path()));
    }

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
        progress.checkCancelled();
        int bytes = content.remaining();
        output(open.get(file.path()), file).write(offset, content);
        progress.advance(0, bytes);
    }

    @Override
    public void end(Entry file, Entry settled) throws IOException {
        SinkFile target = target(file);
        try (SinkOutput output = output(open.remove(file.path()), file)) {
            output.finish(settled.contentId() == null ? settled.withContentId(file.contentId()) : settled);
        }
        metadata.finish(target.path(), settled);
        progress.advance(1, 0);
        ended.incrementAndGet();
        target.directory().done();
    }

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        throw reason;
    }

    /** A tree that forgets a file must not look like success. */
    void checkComplete() {
        if (ended.get() != batch.size()) {
            throw new IllegalStateException("of " + batch.size() + " files the tree gave " + ended);
        }
    }

    private SinkFile target(Entry file) {
        SinkFile target = batch.get(file.path());
        if (target == null) {
            throw new IllegalStateException("content of a file that was not asked for: " + file.path());
        }
        return target;
    }

    private static SinkOutput output(@Nullable SinkOutput output, Entry file) {
        if (output == null) {
            throw new IllegalStateException("content without its beginning: " + file.path());
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        for (SinkOutput output : open.values()) {
            output.close();
        }
    }
}
