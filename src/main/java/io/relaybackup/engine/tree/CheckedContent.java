package io.relaybackup.engine.tree;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A file's content that ends well only when it is what its {@link Entry} promises: that many bytes, and their SHA-256
 * where it is known. The last bytes are handed over only after they passed, so that a reader who counts them never
 * takes damaged content for whole. One thread.
 */
public final class CheckedContent extends InputStream {

    private static final int SKIP_BUFFER = 64 * 1024;

    private final InputStream in;
    private final Entry file;
    private final @Nullable MessageDigest digest;
    private long seen;
    private boolean passed;

    private CheckedContent(InputStream in, Entry file, @Nullable MessageDigest digest) {
        this.in = in;
        this.file = file;
        this.digest = digest;
    }

    /** Opens a file of a tree. */
    public static InputStream open(FileTree tree, Entry file) throws IOException {
        return of(tree.open(file), file);
    }

    /** Checks content that is read from its first byte and closes it. */
    public static InputStream of(InputStream in, Entry file) {
        ContentId id = file.contentId();
        return new CheckedContent(in, file, id != null && id.isSha256() ? sha256() : null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (seen == file.size()) {
            pass();
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, file.size() - seen));
        if (n < 0) {
            throw new IOException("'" + file.path() + "' has " + seen + " bytes and should have " + file.size());
        }
        seen += n;
        if (digest != null) {
            digest.update(buffer, offset, n);
        }
        if (seen == file.size()) {
            pass();
        }
        return n;
    }

    private void pass() throws IOException {
        if (passed) {
            return;
        }
        if (in.read() >= 0) {
            throw new IOException("'" + file.path() + "' has more than the " + file.size() + " bytes it should have");
        }
        checkDigest();
        passed = true;
    }

    private void checkDigest() throws ContentMismatchException {
        ContentId expected = file.contentId();
        if (digest == null || expected == null) {
            return;
        }
        ContentId found = ContentId.sha256(digest.digest());
        if (!found.equals(expected)) {
            throw new ContentMismatchException(file.path(), expected, found);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads what it skips, because that must match too. */
    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[SKIP_BUFFER];
        long left = n;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return n - Math.max(left, 0);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
