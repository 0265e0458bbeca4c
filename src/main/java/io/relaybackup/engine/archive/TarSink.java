package io.relaybackup.engine.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeSink;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a tree as a POSIX tar, which keeps all of it: modes, numeric owners, times to the nanosecond, extended
 * attributes, symlinks, pipes, hard links, and names of any bytes. Does not close the stream, and writes the archive's
 * end only when everything before it is whole. One use.
 */
public final class TarSink implements TreeSink {

    /** The level that zstd itself takes; faster ones save little where the network is the limit. */
    private static final int LEVEL = 3;

    private final OutputStream out;
    private final boolean zstd;

    private TarSink(OutputStream out, boolean zstd) {
        this.out = out;
        this.zstd = zstd;
    }

    /** An uncompressed tar. */
    public static TarSink plain(OutputStream out) {
        return new TarSink(out, false);
    }

    /** A tar in one zstandard frame with a checksum. */
    public static TarSink zstd(OutputStream out) {
        return new TarSink(out, true);
    }

    @Override
    public void write(FileTree tree, Progress progress) throws IOException {
        if (zstd) {
            compressed(tree, progress);
        } else {
            tar(tree, progress, out);
        }
        out.flush();
    }

    private void compressed(FileTree tree, Progress progress) throws IOException {
        Gate gate = new Gate(out);
        try (ZstdOutputStreamNoFinalizer frame = new ZstdOutputStreamNoFinalizer(gate, LEVEL)) {
            try {
                frame.setChecksum(true);
                tar(tree, progress, frame);
            } catch (IOException | RuntimeException e) {
                gate.shut();
                throw e;
            }
        }
    }

    private static void tar(FileTree tree, Progress progress, OutputStream to) throws IOException {
        TarWriter writer = new TarWriter(to);
        try {
            EntryWalk.through(tree, writer, progress);
        } catch (IOException | RuntimeException e) {
            try {
                writer.breakOff();
            } catch (IOException nobodyListens) {
                e.addSuppressed(nobodyListens);
            }
            throw e;
        }
        writer.finish();
    }
}
