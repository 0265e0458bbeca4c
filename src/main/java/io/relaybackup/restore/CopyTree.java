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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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

    /** What the receiver throws stays as it is; all else is the copy's trouble. */
    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        Handover handover = new Handover(receiver);
        try {
            tree.read(files, handover);
        } catch (IOException e) {
            throw handover.threw(e) ? e : new UnusableCopyException(e);
        }
    }

    /** Knows what went wrong at the receiver's side. Called by several threads. */
    private static final class Handover implements ContentReceiver {

        private final ContentReceiver receiver;
        private final Set<Throwable> thrown =
                Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

        Handover(ContentReceiver receiver) {
            this.receiver = receiver;
        }

        /** Whether the receiver threw it, or what it was made of. */
        boolean threw(Throwable e) {
            for (Throwable at = e; at != null; at = at.getCause()) {
                if (thrown.contains(at)) {
                    return true;
                }
            }
            return false;
        }

        private interface Step {
            void run() throws IOException;
        }

        private void hand(Step step) throws IOException {
            try {
                step.run();
            } catch (IOException e) {
                thrown.add(e);
                throw e;
            }
        }

        @Override
        public void begin(Entry file) throws IOException {
            hand(() -> receiver.begin(file));
        }

        @Override
        public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
            hand(() -> receiver.chunk(file, offset, content));
        }

        @Override
        public void end(Entry file, Entry settled) throws IOException {
            hand(() -> receiver.end(file, settled));
        }

        @Override
        public void failed(Entry file, IOException reason) throws IOException {
            hand(() -> receiver.failed(file, new UnusableCopyException(reason)));
        }
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
