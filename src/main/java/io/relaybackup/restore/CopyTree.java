package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One store's copy of a backup, whose trouble is told apart from trouble of whoever reads it: everything that it throws
 * is an {@link UnusableCopyException}.
 */
final class CopyTree implements FileTree {

    private final FileTree tree;

    CopyTree(FileTree tree) {
        this.tree = tree;
    }

    @Override
    public Entry root() throws IOException {
        try {
            return tree.root();
        } catch (IOException e) {
            throw new UnusableCopyException(e);
        }
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Listing listing;
        try {
            listing = tree.list(directory);
        } catch (IOException e) {
            throw new UnusableCopyException(e);
        }
        return new Listing() {
            @Override
            public @Nullable Entry next() throws IOException {
                try {
                    return listing.next();
                } catch (IOException e) {
                    throw new UnusableCopyException(e);
                }
            }

            @Override
            public void close() throws IOException {
                listing.close();
            }
        };
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        try {
            return tree.find(path);
        } catch (IOException e) {
            throw new UnusableCopyException(e);
        }
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        try {
            return new FilterInputStream(tree.open(file)) {
                @Override
                public int read() throws IOException {
                    try {
                        return super.read();
                    } catch (IOException e) {
                        throw new UnusableCopyException(e);
                    }
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        return super.read(bytes, offset, length);
                    } catch (IOException e) {
                        throw new UnusableCopyException(e);
                    }
                }
            };
        } catch (IOException e) {
            throw new UnusableCopyException(e);
        }
    }

    /** What the receiver throws stays as it is. */
    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        tree.read(files, new ContentReceiver() {
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
                receiver.end(file, settled);
            }

            @Override
            public void failed(Entry file, IOException reason) throws IOException {
                receiver.failed(file, new UnusableCopyException(reason));
            }
        });
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
