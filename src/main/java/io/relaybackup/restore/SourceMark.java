package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How what a restore will replace looks to {@code stat}, one digest for each unit: where no safety backup remembers it,
 * this tells whether it changed since.
 */
record SourceMark(Map<TreePath, ContentId> units) {

    /** Of a directory that does not exist. */
    static final SourceMark NOTHING = new SourceMark(Map.of());

    SourceMark {
        units = Map.copyOf(units);
    }

    static SourceMark of(List<Unit> units, FileTree live, Progress progress) throws IOException {
        Map<TreePath, ContentId> marks = new LinkedHashMap<>();
        for (Unit unit : units) {
            Entry entry = unit.replaces() ? live.find(unit.path()) : null;
            if (entry != null) {
                MessageDigest digest = sha256();
                add(entry, live, digest, progress);
                marks.put(unit.path(), ContentId.sha256(digest.digest()));
            }
        }
        return new SourceMark(marks);
    }

    /** The first unit that looks different now; null when none does. */
    @Nullable
    TreePath firstDifference(SourceMark now, List<Unit> all) {
        for (Unit unit : all) {
            ContentId before = units.get(unit.path());
            if (before != null && !Objects.equals(before, now.units.get(unit.path()))) {
                return unit.path();
            }
        }
        return null;
    }

    private static void add(Entry entry, FileTree live, MessageDigest digest, Progress progress) throws IOException {
        progress.checkCancelled();
        String line = entry.path().percentEncoded()
                + ' '
                + entry.type()
                + ' '
                + entry.linkTarget()
                + ' '
                + (entry.isFile() ? describe(entry.stamp()) : "")
                + '\n';
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        if (!entry.isDirectory()) {
            return;
        }
        try (Listing children = live.list(entry.path())) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                add(child, live, digest, progress);
            }
        }
    }

    private static String describe(@Nullable SourceStamp stamp) {
        return stamp == null
                ? "?"
                : stamp.size() + " " + stamp.inode() + " " + stamp.modified() + " " + stamp.changed();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
