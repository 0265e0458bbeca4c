package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.CheckedContent;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Leads an {@link EntryWriter} through a tree, in the tree's order; memory grows with depth alone. */
final class EntryWalk {

    private final FileTree tree;
    private final EntryWriter writer;
    private final Progress progress;

    private EntryWalk(FileTree tree, EntryWriter writer, Progress progress) {
        this.tree = tree;
        this.writer = writer;
        this.progress = progress;
    }

    /** Everything below the root, not the root itself. */
    static void through(FileTree tree, EntryWriter writer, Progress progress) throws IOException {
        new EntryWalk(tree, writer, progress).children(TreePath.ROOT);
    }

    private void children(TreePath directory) throws IOException {
        try (Listing listing = tree.list(directory)) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                progress.checkCancelled();
                entry(entry);
            }
        }
    }

    private void entry(Entry entry) throws IOException {
        switch (entry.type()) {
            case DIRECTORY -> {
                writer.directory(entry);
                children(entry.path());
            }
            case FILE -> {
                if (!writer.hardLink(entry)) {
                    try (InputStream content = new Counted(CheckedContent.open(tree, entry), progress)) {
                        writer.file(entry, content);
                    }
                }
                progress.advance(1, 0);
            }
            case SYMLINK -> writer.symlink(entry);
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> writer.special(entry);
        }
    }

    /** Tells the progress of what is read, and so can be cancelled in the middle of a large file. */
    private static final class Counted extends FilterInputStream {

        private final Progress progress;

        Counted(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                progress.advance(0, 1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            progress.checkCancelled();
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                progress.advance(0, n);
            }
            return n;
        }
    }
}
