package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.Entry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file of a backup that must end where the record says. */
final class RecordedInput extends FilterInputStream {

    private final Entry recorded;

    private long missing;

    RecordedInput(InputStream in, Entry recorded) {
        super(in);
        this.recorded = recorded;
        this.missing = recorded.size();
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? -1 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        count(n);
        return n;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long n = super.skip(wanted);
        missing -= n;
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int n) throws CorruptBackupException {
        if (n > 0) {
            missing -= n;
        }
        if (missing < 0 || n < 0 && missing > 0) {
            throw new CorruptBackupException(
                    "'" + recorded.path() + "' has not the " + recorded.size() + " bytes in the backup that it should",
                    null);
        }
    }
}
