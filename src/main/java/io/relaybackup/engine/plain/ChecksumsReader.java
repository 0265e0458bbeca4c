package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads {@code .backup/checksums.sha256} line by line. */
final class ChecksumsReader implements Closeable {

    /** More than the longest path with every byte escaped. */
    private static final int MAX_LINE = 16 * 1024;

    private final InputStream in;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    /** Reads from a buffered stream, which closing this closes. */
    ChecksumsReader(InputStream in) {
        this.in = in;
    }

    /** The next line, or null after the last. */
    @Nullable
    ChecksumLine next() throws IOException {
        line.reset();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new CorruptBackupException(Layout.CHECKSUMS + " is cut off", null);
            }
            line.write(b);
            if (line.size() > MAX_LINE) {
                throw new CorruptBackupException(Layout.CHECKSUMS + " has a line that is too long", null);
            }
        }
        return ChecksumLine.parse(line.toByteArray());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
