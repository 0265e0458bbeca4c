package io.relaybackup.engine.tree;

import java.io.IOException;
import java.io.InputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Spells a whole tree, a line for each entry, so that two can be compared and a difference read. */
public final class TreeText {

    /** What of the metadata is spelled. */
    public enum Detail {
        CONTENT,
        MODES_AND_TIMES
    }

    private TreeText() {}

    public static List<String> of(FileTree tree, Detail detail) throws IOException {
        List<String> lines = new ArrayList<>();
        add(tree, TreePath.ROOT, detail, lines);
        return lines;
    }

    private static void add(FileTree tree, TreePath directory, Detail detail, List<String> lines) throws IOException {
        try (Listing children = tree.list(directory)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                lines.add(line(tree, child, detail));
                if (child.isDirectory()) {
                    add(tree, child.path(), detail, lines);
                }
            }
        }
    }

    private static String line(FileTree tree, Entry entry, Detail detail) throws IOException {
        StringBuilder line = new StringBuilder();
        line.append(entry.path().percentEncoded()).append(' ').append(entry.type());
        if (entry.isFile()) {
            line.append(' ').append(entry.size()).append(' ').append(digest(tree, entry));
        }
        if (entry.linkTarget() != null) {
            line.append(" -> ").append(entry.linkTarget().percentEncoded());
        }
        if (detail == Detail.MODES_AND_TIMES) {
            line.append(metadata(entry));
        }
        return line.toString();
    }

    /** Java 17 keeps only microseconds of a symlink, and Linux knows no mode of one. */
    private static String metadata(Entry entry) {
        Metadata metadata = entry.metadata();
        if (entry.type() == EntryType.SYMLINK) {
            return " " + metadata.modified().truncatedTo(ChronoUnit.MICROS);
        }
        return " " + Integer.toOctalString(metadata.mode()) + " " + metadata.modified()
                + (metadata.extended().isEmpty() ? "" : " " + extended(metadata.extended()));
    }

    private static String extended(Map<String, RawText> attributes) {
        StringBuilder text = new StringBuilder();
        attributes.forEach(
                (name, value) -> text.append(name).append('=').append(value).append(' '));
        return text.toString();
    }

    private static String digest(FileTree tree, Entry file) throws IOException {
        try (InputStream in = tree.open(file)) {
            return HexFormat.of().formatHex(MemoryTree.sha256(in.readAllBytes()));
        }
    }
}
