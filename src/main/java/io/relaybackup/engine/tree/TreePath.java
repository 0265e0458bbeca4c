package io.relaybackup.engine.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an entry is in a {@link FileTree}: names from the root down, in raw bytes, never absolute and never leaving the
 * tree.
 *
 * <p>Ordered as a walk meets the entries: parents before children, siblings by the bytes of their names.
 */
public final class TreePath implements Comparable<TreePath> {

    /** The tree's own root directory; has no name and no parent. */
    public static final TreePath ROOT = new TreePath(RawText.EMPTY);

    /** Linux's {@code PATH_MAX} and {@code NAME_MAX}, in bytes. */
    public static final int MAX_LENGTH = 4095;

    static final int MAX_NAME_LENGTH = 255;

    private final RawText text;

    private TreePath(RawText text) {
        this.text = text;
    }

    /** {@link #of(RawText)} of the UTF-8 form. */
    public static TreePath of(String path) {
        return of(RawText.utf8(path));
    }

    /**
     * The path whose names are separated by slashes; the empty text is the root. One slash at the end is forgiven.
     *
     * @throws IllegalArgumentException for an absolute path, an empty, {@code .} or {@code ..} name, a NUL byte, or a
     *     name or path that is too long for Linux
     */
    public static TreePath of(RawText path) {
        if (path.isEmpty()) {
            return ROOT;
        }
        RawText trimmed = path.at(path.length() - 1) == '/' ? path.slice(0, path.length() - 1) : path;
        if (trimmed.isEmpty() || trimmed.at(0) == '/') {
            throw new IllegalArgumentException("a path must be relative: " + path);
        }
        if (trimmed.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a path is at most " + MAX_LENGTH + " bytes long, not " + path.length());
        }
        int start = 0;
        for (int i = 0; i <= trimmed.length(); i++) {
            if (i == trimmed.length() || trimmed.at(i) == '/') {
                checkName(trimmed.slice(start, i));
                start = i + 1;
            }
        }
        return new TreePath(trimmed);
    }

    private static void checkName(RawText name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a path must not have an empty name");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a name is at most " + MAX_NAME_LENGTH + " bytes long, not " + name.length());
        }
        if (name.at(0) == '.' && (name.length() == 1 || name.length() == 2 && name.at(1) == '.')) {
            throw new IllegalArgumentException("a path must not contain '" + name + "'");
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) == 0) {
                throw new IllegalArgumentException("a name must not contain a NUL byte");
            }
        }
    }

    /**
     * The child of this path with one more name.
     *
     * @throws IllegalArgumentException when the name has a slash or is refused by {@link #of(RawText)}
     */
    public TreePath resolve(RawText name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) == '/') {
                throw new IllegalArgumentException("a name must not contain a slash: " + name);
            }
        }
        checkName(name);
        return isRoot() ? new TreePath(name) : new TreePath(text.joined((byte) '/', name));
    }

    /** {@link #resolve(RawText)} of the UTF-8 form. */
    public TreePath resolve(String name) {
        return resolve(RawText.utf8(name));
    }

    public boolean isRoot() {
        return text.isEmpty();
    }

    /** The last name; empty for the root. */
    public RawText name() {
        int slash = lastSlash();
        return slash < 0 ? text : text.slice(slash + 1, text.length());
    }

    /** The directory that holds this entry; the root is its own parent. */
    public TreePath parent() {
        int slash = lastSlash();
        return slash < 0 ? ROOT : new TreePath(text.slice(0, slash));
    }

    /** All names from the root down; empty for the root. */
    public List<RawText> names() {
        List<RawText> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length() && !isRoot(); i++) {
            if (i == text.length() || text.at(i) == '/') {
                names.add(text.slice(start, i));
                start = i + 1;
            }
        }
        return names;
    }

    /** Whether this is {@code other} or lies below it. */
    public boolean startsWith(TreePath other) {
        if (other.isRoot()) {
            return true;
        }
        int n = other.text.length();
        if (text.length() < n || text.length() > n && text.at(n) != '/') {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (text.at(i) != other.text.at(i)) {
                return false;
            }
        }
        return true;
    }

    /** The names joined by slashes; empty for the root. */
    public RawText text() {
        return text;
    }

    /** Lossless and safe in a URI or in JSON; {@link #percentDecoded} reads it. */
    public String percentEncoded() {
        return text.percentEncoded();
    }

    /** The inverse of {@link #percentEncoded}; refuses what {@link #of(RawText)} refuses, after decoding. */
    public static TreePath percentDecoded(String path) {
        return of(RawText.percentDecoded(path));
    }

    private int lastSlash() {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (text.at(i) == '/') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int compareTo(TreePath other) {
        int n = Math.min(text.length(), other.text.length());
        for (int i = 0; i < n; i++) {
            int a = rank(text.at(i));
            int b = rank(other.text.at(i));
            if (a != b) {
                return Integer.compare(a, b);
            }
        }
        return Integer.compare(text.length(), other.text.length());
    }

    /** The slash sorts before every byte of a name, so that a directory's content stays together. */
    private static int rank(byte b) {
        return b == '/' ? -1 : b & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** For people, see {@link RawText#toString}. */
    @Override
    public String toString() {
        return text.toString();
    }
}
