package io.relaybackup.engine.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;

/** Decides whether two entries of one type, from two trees, have equal content; directories always have. */
public final class ContentEquality {

    private static final int STEP = 64 * 1024;

    private final FileTree before;
    private final FileTree after;
    private final ContentComparison comparison;
    private final Progress progress;

    public ContentEquality(FileTree before, FileTree after, ContentComparison comparison, Progress progress) {
        this.before = before;
        this.after = after;
        this.comparison = comparison;
        this.progress = progress;
    }

    static boolean haveEqualIds(Entry a, Entry b) {
        return a.contentId() != null && Objects.equals(a.contentId(), b.contentId());
    }

    /**
     * Whether two entries of one type are equal; one that is gone by now is not.
     *
     * @throws IOException when one cannot be read
     */
    public boolean holds(Entry a, Entry b) throws IOException {
        if (!a.isFile()) {
            return Objects.equals(a.linkTarget(), b.linkTarget()) && a.device() == b.device();
        }
        if (haveEqualIds(a, b)) {
            return true;
        }
        if (hasDigest(a) && hasDigest(b) || a.size() != b.size()) {
            return false;
        }
        return switch (comparison) {
            case SIZE -> true;
            case STAMP -> isProven(a, b);
            case STAMP_OR_BYTES -> isProven(a, b) || haveEqualBytes(a, b);
            case BYTES -> haveEqualBytes(a, b);
        };
    }

    private static boolean hasDigest(Entry entry) {
        return entry.contentId() != null && entry.contentId().isSha256();
    }

    private static boolean isProven(Entry a, Entry b) {
        SourceStamp one = a.stamp();
        SourceStamp other = b.stamp();
        // Which of the two was captured and which is live is not known here, so neither may have been in flux.
        return one != null && other != null && other.settled() && one.provesUnchanged(other);
    }

    /** A file that is gone since it was listed has no longer the other's bytes. */
    private boolean haveEqualBytes(Entry a, Entry b) throws IOException {
        try {
            if (hasDigest(a)) {
                return Objects.equals(a.contentId(), digest(after, b));
            }
            if (hasDigest(b)) {
                return Objects.equals(b.contentId(), digest(before, a));
            }
            return compare(a, b);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private ContentId digest(FileTree tree, Entry file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] bytes = new byte[STEP];
        try (InputStream in = tree.open(file)) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                progress.checkCancelled();
                sha256.update(bytes, 0, n);
            }
        }
        return ContentId.sha256(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean compare(Entry a, Entry b) throws IOException {
        byte[] left = new byte[STEP];
        byte[] right = new byte[STEP];
        try (InputStream first = before.open(a);
                InputStream second = after.open(b)) {
            while (true) {
                progress.checkCancelled();
                int n = first.readNBytes(left, 0, STEP);
                int m = second.readNBytes(right, 0, STEP);
                if (!Arrays.equals(left, 0, n, right, 0, m)) {
                    return false;
                }
                if (n < STEP) {
                    return true;
                }
            }
        }
    }
}
