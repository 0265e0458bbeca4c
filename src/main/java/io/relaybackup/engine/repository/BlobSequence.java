package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.CorruptBackupException;
import java.io.IOException;
import java.io.InputStream;

/** A file's content from front to back, one blob in memory; what is skipped is not read. One thread. */
final class BlobSequence extends InputStream {

    private final Node file;
    private final PackReading reading;
    private final BlobReader blobs;
    private int next;
    private byte[] blob = new byte[0];
    private int at;

    BlobSequence(Node file, PackReading reading, BlobReader blobs) throws IOException {
        this.file = file;
        this.reading = reading;
        this.blobs = blobs;
        reading.checkSize(file.entry(), file.content());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == blob.length) {
            if (next == file.content().size()) {
                return -1;
            }
            load();
        }
        int n = Math.min(length, blob.length - at);
        System.arraycopy(blob, at, buffer, offset, n);
        at += n;
        return n;
    }

    private void load() throws IOException {
        Digest id = file.content().get(next);
        try {
            blob = blobs.load(BlobType.DATA, id);
        } catch (CorruptRepositoryException e) {
            throw new CorruptBackupException("'" + file.entry().path() + "' is damaged: " + e.getMessage(), e);
        }
        next++;
        at = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public long skip(long n) throws IOException {
        long left = n;
        while (left > 0) {
            if (at == blob.length) {
                if (next == file.content().size()) {
                    break;
                }
                int length = reading.length(file.content().get(next));
                if (length <= left) {
                    left -= length;
                    next++;
                    continue;
                }
                load();
            }
            int step = (int) Math.min(left, blob.length - at);
            at += step;
            left -= step;
        }
        return n - Math.max(0, left);
    }
}
