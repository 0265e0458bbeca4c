package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Writes one of a backup's records and computes its checksum on the way. */
final class HashingOutput implements Closeable {

    private final OutputStream out;

    private final MessageDigest digest = Sha256.digest();

    private long written;

    HashingOutput(OutputStream out) {
        this.out = out;
    }

    void write(LineBuffer lines) throws IOException {
        out.write(lines.array(), 0, lines.length());
        digest.update(lines.array(), 0, lines.length());
        written += lines.length();
    }

    long written() {
        return written;
    }

    /** Of everything written; called once. */
    ContentId sha256() {
        return ContentId.sha256(digest.digest());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
