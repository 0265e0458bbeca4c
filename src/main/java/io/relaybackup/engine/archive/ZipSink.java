package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeSink;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a tree as a zip, which every desktop opens: modes, owners and symlinks in the Unix fields, times to the
 * second, of any size. A hard link becomes a file of its own; a pipe is left out; a name that is not UTF-8 is escaped,
 * see {@link ZipNames}; extended attributes are lost. Does not close the stream, and writes the archive's end only when
 * everything before it is whole. One use.
 */
public final class ZipSink implements TreeSink {

    private final OutputStream out;

    public ZipSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(FileTree tree, Progress progress) throws IOException {
        try (ZipWriter writer = new ZipWriter(out, new ZipNames(tree))) {
            EntryWalk.through(tree, writer, progress);
            writer.finish();
        }
        out.flush();
    }
}
