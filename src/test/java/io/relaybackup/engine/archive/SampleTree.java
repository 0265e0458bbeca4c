package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tree in memory, put together by a test. Paths are percent-encoded. */
final class SampleTree implements FileTree {

    static final Instant TIME = Instant.parse("2026-03-04T05:06:07.123456789Z");

    private final TreeMap<TreePath, Entry> entries = new TreeMap<>();
    private final Map<TreePath, Supplier<InputStream>> contents = new HashMap<>();

    SampleTree() {
        entries.put(TreePath.ROOT, Entry.directory(TreePath.ROOT, metadata(0750)));
    }

    static Metadata metadata(int mode) {
        return new Metadata(mode, 1000, 1001, TIME, Map.of());
    }

    SampleTree directory(String path, Metadata metadata) {
        return put(Entry.directory(TreePath.percentDecoded(path), metadata));
    }

    SampleTree directory(String path) {
        return directory(path, metadata(0700));
    }

    SampleTree file(String path, String content) {
        return file(path, content, metadata(0600));
    }

    SampleTree file(String path, String content, Metadata metadata) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return file(
                Entry.file(TreePath.percentDecoded(path), bytes.length, metadata)
                        .withContentId(ContentId.sha256(sha256(bytes))),
                () -> new ByteArrayInputStream(bytes));
    }

    SampleTree file(Entry file, Supplier<InputStream> content) {
        contents.put(file.path(), content);
        return put(file);
    }

    SampleTree symlink(String path, RawText target) {
        return put(Entry.symlink(TreePath.percentDecoded(path), target, metadata(0777)));
    }

    SampleTree special(String path, EntryType type) {
        return put(new Entry(TreePath.percentDecoded(path), type, 0, metadata(0640), null, null, null));
    }

    /** Makes what is at a path a name of an inode. */
    SampleTree linked(String path, long inode, long links) {
        Entry entry = entry(path);
        return put(entry.withStamp(new SourceStamp(entry.size(), TIME, TIME, 7, inode, links, true)));
    }

    Entry entry(String path) {
        return Objects.requireNonNull(entries.get(TreePath.percentDecoded(path)), path);
    }

    private SampleTree put(Entry entry) {
        if (!entries.containsKey(entry.path().parent())) {
            throw new IllegalArgumentException("no directory for " + entry.path());
        }
        entries.put(entry.path(), entry);
        return this;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Iterable<Entry> all() {
        return entries.values();
    }

    @Override
    public Entry root() {
        return entry("");
    }

    @Override
    public Listing list(TreePath directory) {
        List<Entry> children = entries.values().stream()
                .filter(e -> !e.path().isRoot() && e.path().parent().equals(directory))
                .toList();
        return Listing.of(children);
    }

    @Override
    public @Nullable Entry find(TreePath path) {
        return entries.get(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        return Objects.requireNonNull(contents.get(file.path())).get();
    }

    @Override
    public void close() {}
}
