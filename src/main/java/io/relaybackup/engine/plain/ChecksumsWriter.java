package io.relaybackup.engine.plain;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes {@code .backup/checksums.sha256}: a {@link ChecksumLine} for every regular file of the backup, in the order of
 * {@code entries.jsonl}, then one for {@code backup-manifest.json} and one for {@code entries.jsonl} itself.
 */
final class ChecksumsWriter implements Closeable {

    private final OutputStream out;

    ChecksumsWriter(OutputStream out) {
        this.out = out;
    }

    void append(LineBuffer lines) throws IOException {
        out.write(lines.array(), 0, lines.length());
    }

    void append(ChecksumLine line) throws IOException {
        LineBuffer buffer = new LineBuffer(256);
        line.print(buffer);
        append(buffer);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
