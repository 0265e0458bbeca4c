package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is being filled. It gets its metadata when the last thing in it is done, by whichever thread did
 * that, so only directories with work left are kept in mind.
 */
final class SinkDirectory {

    private final @Nullable SinkDirectory parent;
    private final Entry entry;
    private final Path path;
    private final MetadataWriter metadata;

    /** What is still to come; one stands for the listing. */
    private final AtomicInteger pending = new AtomicInteger(1);

    /** A directory that exists; without a parent it is the target, whose metadata is not ours. */
    SinkDirectory(@Nullable SinkDirectory parent, Entry entry, Path path, MetadataWriter metadata) {
        this.parent = parent;
        this.entry = entry;
        this.path = path;
        this.metadata = metadata;
        if (parent != null) {
            parent.expect();
        }
    }

    Path path() {
        return path;
    }

    Entry entry() {
        return entry;
    }

    /** One more thing will be {@link #done}. */
    void expect() {
        pending.incrementAndGet();
    }

    void done() throws IOException {
        SinkDirectory directory = this;
        while (directory != null && directory.pending.decrementAndGet() == 0) {
            if (directory.parent != null) {
                metadata.finish(directory.path, directory.entry);
            }
            directory = directory.parent;
        }
    }
}
