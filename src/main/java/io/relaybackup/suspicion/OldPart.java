package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Whether a file that only grows still begins with what it was: byte for byte, of large ones in many pieces. */
final class OldPart {

    /** Of which all is compared. */
    private static final long WHOLE = 64L << 20;

    private static final int PIECES = 32;

    private static final int STEP = 1 << 20;

    private OldPart() {}

    static boolean isKept(FileTree before, Entry old, FileTree after, Entry now, Progress progress) throws IOException {
        if (now.size() < old.size()) {
            return false;
        }
        long length = old.size();
        long stride = length <= WHOLE ? STEP : (length - STEP) / (PIECES - 1);
        try (InputStream left = before.open(old);
                InputStream right = after.open(now)) {
            long position = 0;
            for (long start = 0; start < length; start += stride) {
                progress.checkCancelled();
                left.skipNBytes(start - position);
                right.skipNBytes(start - position);
                int wanted = (int) Math.min(STEP, length - start);
                byte[] a = left.readNBytes(wanted);
                byte[] b = right.readNBytes(wanted);
                if (!Arrays.equals(a, b)) {
                    return false;
                }
                position = start + wanted;
            }
            return true;
        }
    }
}
