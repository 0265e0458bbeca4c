package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.RawText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the extended attributes that belong to the user: names that start with {@code user.}, of files and
 * directories.
 */
public final class ExtendedAttributes {

    private static final String NAMESPACE = "user.";

    /** Where nobody knows whether there are some. Other trouble means that there can be none. */
    private static final Set<String> TROUBLE =
            Set.of(ErrorCode.EIO, "EMFILE", "ENFILE", "ESTALE", "EUCLEAN", "ETIMEDOUT");

    private ExtendedAttributes() {}

    /**
     * All of a file or directory, by full name; empty when there are none, when the file system has no such thing, or
     * when nothing of it may be read, which whoever reads it will see. Three system calls when there are none.
     *
     * @throws IOException when they cannot be read, so that nobody knows whether there are some
     */
    public static Map<String, RawText> read(Path path) throws IOException {
        try {
            UserDefinedFileAttributeView view = view(path);
            List<String> names = view == null ? List.of() : view.list();
            if (view == null || names.isEmpty()) {
                return Map.of();
            }
            Map<String, RawText> all = new LinkedHashMap<>();
            for (String name : names) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                if (value.hasRemaining()) {
                    view.read(name, value);
                }
                byte[] bytes = new byte[value.position()];
                value.flip().get(bytes);
                all.put(NAMESPACE + name, RawText.of(bytes));
            }
            return all;
        } catch (IOException e) {
            if (isTrouble(ErrorCode.find(e), path)) {
                throw e;
            }
            return Map.of();
        }
    }

    private static boolean isTrouble(@Nullable String code, Path path) {
        return code != null && (TROUBLE.contains(code) || code.equals("EACCES") && Files.isReadable(path));
    }

    /**
     * Sets attributes by full name.
     *
     * @throws IOException when some cannot be set, as those whose name does not start with {@code user.}; the others
     *     are
     */
    public static void write(Path path, Map<String, RawText> attributes) throws IOException {
        if (attributes.isEmpty()) {
            return;
        }
        UserDefinedFileAttributeView view = view(path);
        if (view == null) {
            throw new IOException("the file system has no extended attributes: " + ErrorCode.EIO);
        }
        IOException failure = null;
        for (Map.Entry<String, RawText> attribute : attributes.entrySet()) {
            try {
                write(view, attribute.getKey(), attribute.getValue());
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void write(UserDefinedFileAttributeView view, String name, RawText value) throws IOException {
        if (!name.startsWith(NAMESPACE)) {
            throw new IOException("not an attribute of the user's: " + name);
        }
        view.write(name.substring(NAMESPACE.length()), ByteBuffer.wrap(value.bytes()));
    }

    private static @Nullable UserDefinedFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
