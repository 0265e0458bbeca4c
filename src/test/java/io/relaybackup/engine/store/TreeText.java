package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Spells a whole tree, one line an entry, so that two trees can be compared and a difference be read. */
public final class TreeText {

    private TreeText() {}

    /** Types, content, symlinks' targets and all metadata; in order. */
    public static List<String> of(FileTree tree) throws IOException {
        List<String> lines = new ArrayList<>();
        walk(tree, TreePath.ROOT, lines);
        return lines;
    }

    private static void walk(FileTree tree, TreePath directory, List<String> lines) throws IOException {
        List<TreePath> directories = new ArrayList<>();
        try (Listing children = tree.list(directory)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                lines.add(line(tree, child));
                if (child.isDirectory()) {
                    directories.add(child.path());
                }
            }
        }
        for (TreePath each : directories) {
            walk(tree, each, lines);
        }
    }

    private static String line(FileTree tree, Entry entry) throws IOException {
        Metadata metadata = entry.metadata();
        return entry.path().percentEncoded() + " " + entry.type() + " " + Integer.toOctalString(metadata.mode()) + " "
                + metadata.uid() + ":" + metadata.gid() + " " + metadata.modified() + " " + entry.linkTarget() + " "
                + (entry.isFile() ? content(tree, entry) : "");
    }

    private static String content(FileTree tree, Entry file) throws IOException {
        try (InputStream in = tree.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
