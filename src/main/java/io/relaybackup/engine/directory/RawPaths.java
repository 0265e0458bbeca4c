package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Turns names as bytes into {@link Path}s and back without loss, whatever the locale says of names.
 *
 * <p>A string loses the bytes that the locale cannot decode, but a path's URI has them all. As the URI is slow and
 * costs a {@code stat}, names that every locale spells alike go by string.
 */
public final class RawPaths {

    private static final char REPLACEMENT = '\uFFFD';

    /** Whether the JDK itself decodes names as UTF-8, so that all valid UTF-8 may go by string. */
    private static final boolean UTF8_NAMES = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private RawPaths() {}

    /** The place of an entry below a directory; the directory itself for {@link TreePath#ROOT}. */
    public static Path resolve(Path directory, TreePath path) {
        return path.isRoot() ? directory : resolve(directory, path.text());
    }

    /**
     * The place of a name, or of several joined by slashes, below a directory.
     *
     * @param name not absolute and not empty; not checked for {@code ..}, which a {@link TreePath} never has
     */
    public static Path resolve(Path directory, RawText name) {
        String text = safeString(name);
        if (text != null) {
            return directory.resolve(text);
        }
        String base = directory.toAbsolutePath().toUri().toString();
        String separator = base.endsWith("/") ? "" : "/";
        return directory.getFileSystem().provider().getPath(URI.create(base + separator + name.percentEncoded()));
    }

    /** The last name of a path. */
    public static RawText nameOf(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return RawText.EMPTY;
        }
        String text = name.toString();
        if (isSafe(text)) {
            return RawText.utf8(text);
        }
        String uri = withoutSlashAtEnd(path.toAbsolutePath().toUri().getRawPath());
        return RawText.percentDecoded(uri.substring(uri.lastIndexOf('/') + 1));
    }

    /** A symlink's target, byte for byte. */
    public static RawText readLink(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        String text = target.toString();
        if (isSafe(text)) {
            return RawText.utf8(text);
        }
        String uri = withoutSlashAtEnd(target.toUri().getRawPath());
        if (!target.isAbsolute()) {
            Path here = target.getFileSystem().getPath("").toAbsolutePath();
            uri = uri.substring(withoutSlashAtEnd(here.toUri().getRawPath()).length() + 1);
        }
        return RawText.percentDecoded(text.endsWith("/") ? uri + "/" : uri);
    }

    /**
     * Creates a symlink with this target, byte for byte. Only of slashes in a row that stand at the start, or are more
     * than two, some may be dropped, which leads to the same place.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the name is taken
     */
    public static void createLink(Path link, RawText target) throws IOException {
        Files.createSymbolicLink(link, exact(link.getFileSystem(), target));
    }

    private static Path exact(FileSystem system, RawText target) {
        String text = safeString(target);
        if (text != null) {
            Path path = system.getPath(text);
            if (path.toString().equals(text)) {
                return path;
            }
        }
        // Slashes that getPath(String) would drop: a last one survives as %2F, and of two in a row one is put back.
        String encoded = target.percentEncoded();
        int twice = encoded.lastIndexOf("//");
        if (twice > 0 && twice + 2 < encoded.length()) {
            Path before = exact(system, RawText.percentDecoded(encoded.substring(0, twice + 1)));
            return before.resolve(exact(system, RawText.percentDecoded(encoded.substring(twice + 2))));
        }
        String last = encoded.endsWith("/") && encoded.length() > 1
                ? encoded.substring(0, encoded.length() - 1) + "%2F"
                : encoded;
        URI root = system.getPath("/").toUri();
        boolean absolute = encoded.startsWith("/");
        Path path = system.provider().getPath(URI.create(root + (absolute ? last.substring(1) : last)));
        return absolute ? path : path.subpath(0, path.getNameCount());
    }

    private static String withoutSlashAtEnd(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The text as a string that the JDK turns into the same bytes again, or null when there is none. */
    private static @Nullable String safeString(RawText text) {
        if (text.isPlainAscii()) {
            return text.toString();
        }
        if (!UTF8_NAMES) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether the JDK made this string from bytes that are its UTF-8 form. */
    static boolean isSafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == REPLACEMENT || !UTF8_NAMES && (c < 0x20 || c > 0x7e)) {
                return false;
            }
        }
        return true;
    }
}
