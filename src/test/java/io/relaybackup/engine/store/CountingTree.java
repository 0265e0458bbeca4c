package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A tree that notes whose content is read, and can be made to fail. */
public final class CountingTree implements FileTree {

    private final FileTree tree;

    private final Queue<String> read = new ConcurrentLinkedQueue<>();

    private @Nullable String failing;

    private @Nullable String lying;

    private Opening opening = read -> {};

    /** Told how many files were opened or read, this one included, before it is. */
    public interface Opening {
        void nth(int read) throws IOException;
    }

    /** Asks somebody before each file that is opened. */
    public CountingTree opening(Opening told) {
        opening = told;
        return this;
    }

    public CountingTree(FileTree tree) {
        this.tree = tree;
    }

    /** From now on this file breaks off after its first byte. */
    public CountingTree failing(String path) {
        failing = path;
        return this;
    }

    /** From now on this file comes with the SHA-256 of something else. */
    public CountingTree lying(String path) {
        lying = path;
        return this;
    }

    /** The percent-encoded paths of the files that were read. */
    public List<String> read() {
        return List.copyOf(read);
    }

    @Override
    public Entry root() throws IOException {
        return tree.root();
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        return tree.list(directory);
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        return tree.find(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        read.add(file.path().percentEncoded());
        opening.nth(read.size());
        return tree.open(file);
    }

    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        for (Entry file : files) {
            String path = file.path().percentEncoded();
            read.add(path);
            if (path.equals(failing)) {
                receiver.begin(file);
                receiver.chunk(file, 0, ByteBuffer.wrap(new byte[1]));
                receiver.failed(file, new IOException("broken"));
            } else {
                tree.read(List.of(file), path.equals(lying) ? new Lying(receiver) : receiver);
            }
        }
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }

    private record Lying(ContentReceiver receiver) implements ContentReceiver {

        @Override
        public void begin(Entry file) throws IOException {
            receiver.begin(file);
        }

        @Override
        public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
            receiver.chunk(file, offset, content);
        }

        @Override
        public void end(Entry file, Entry settled) throws IOException {
            receiver.end(file, settled.withContentId(ContentId.sha256(new byte[32])));
        }

        @Override
        public void failed(Entry file, IOException reason) throws IOException {
            receiver.failed(file, reason);
        }
    }
}
