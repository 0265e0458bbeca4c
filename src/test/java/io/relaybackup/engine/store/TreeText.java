package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** A living source knows a file's attributes when it has read it. */
    private static String line(FileTree tree, Entry entry) throws IOException {
        if (!entry.isFile()) {
            return line(entry, "");
        }
        Whole whole = new Whole();
        tree.read(List.of(entry), whole);
        return line(whole.settled, new String(whole.content, StandardCharsets.ISO_8859_1));
    }

    private static String line(Entry entry, String content) {
        Metadata metadata = entry.metadata();
        return entry.path().percentEncoded() + " " + entry.type() + " " + Integer.toOctalString(metadata.mode()) + " "
                + metadata.uid() + ":" + metadata.gid() + " " + metadata.modified() + " "
                + (metadata.extended().isEmpty() ? "" : new TreeMap<>(metadata.extended()) + " ") + entry.linkTarget()
                + " " + content;
    }

    private static final class Whole implements ContentReceiver {

        private byte[] content = new byte[0];
        private Entry settled = Entry.directory(TreePath.ROOT, new Metadata(0, 0, 0, Instant.EPOCH, Map.of()));

        @Override
        public void begin(Entry file) {
            content = new byte[0];
        }

        @Override
        public void chunk(Entry file, long offset, ByteBuffer bytes) {
            int from = Math.toIntExact(offset);
            int length = bytes.remaining();
            content = Arrays.copyOf(content, Math.max(content.length, from + length));
            bytes.get(content, from, length);
        }

        @Override
        public void end(Entry file, Entry end) {
            settled = end;
            content = Arrays.copyOf(content, Math.toIntExact(end.size()));
        }

        @Override
        public void failed(Entry file, IOException reason) throws IOException {
            throw reason;
        }
    }
}
