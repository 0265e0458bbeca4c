package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names in a zip, which must be UTF-8. A name that is not keeps what can be read of it; each other byte, and each
 * percent sign, becomes {@code %XX}. Should a sibling really be called so, then every byte of the escaped name is
 * escaped, and again, until it is the only one.
 */
final class ZipNames {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Of a file system, in bytes. */
    private static final int LONGEST_NAME = 255;

    private final FileTree tree;
    private TreePath parent = TreePath.ROOT;
    private String parentName = "";

    ZipNames(FileTree tree) {
        this.tree = tree;
    }

    /** From the root, with slashes, and one at the end of a directory's. */
    String of(Entry entry) throws IOException {
        return of(entry.path()) + (entry.isDirectory() ? "/" : "");
    }

    private String of(TreePath path) throws IOException {
        if (path.isRoot()) {
            return "";
        }
        TreePath directory = path.parent();
        if (!directory.equals(parent)) {
            parentName = of(directory) + (directory.isRoot() ? "" : "/");
            parent = directory;
        }
        String prefix = parentName;
        @Nullable String utf8 = path.name().decodedUtf8();
        return prefix + (utf8 != null ? utf8 : escaped(directory, path.name()));
    }

    private String escaped(TreePath directory, RawText name) throws IOException {
        String candidate = escapeMalformed(name);
        while (exists(directory, RawText.utf8(candidate))) {
            candidate = escapeAll(candidate);
        }
        return candidate;
    }

    private boolean exists(TreePath directory, RawText name) throws IOException {
        return name.length() <= LONGEST_NAME && tree.find(directory.resolve(name)) != null;
    }

    private static String escapeMalformed(RawText name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name.bytes());
        CharBuffer part = CharBuffer.allocate(name.length());
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, part, true);
            text.append(part.flip().toString().replace("%", "%25"));
            part.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                text.append('%').append(HEX.toHexDigits(in.get()));
            }
        }
        return text.toString();
    }

    private static String escapeAll(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            text.append('%').append(HEX.toHexDigits(b));
        }
        return text.toString();
    }
}
