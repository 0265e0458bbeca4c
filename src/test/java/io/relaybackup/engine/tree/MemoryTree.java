package io.relaybackup.engine.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tree made up in memory, for tests. Cannot be changed once it is built. */
public final class MemoryTree implements FileTree {

    public static final Instant TIME = Instant.parse("2025-09-18T16:08:34.123456789Z");

    public static final Metadata FILE = new Metadata(0644, 0, 0, TIME, Map.of());

    public static final Metadata DIRECTORY = new Metadata(0755, 0, 0, TIME, Map.of());

    public static final Metadata SYMLINK = new Metadata(0777, 0, 0, TIME, Map.of());

    private static final int PIECE = 1009;

    private final TreeMap<TreePath, Entry> entries;
    private final Map<TreePath, byte[]> contents;
    private final Map<TreePath, IOException> failures;
    private final Order order;
    private int closed;

    /** In which order {@link #read} hands over pieces. */
    public enum Order {
        FORWARDS,
        /** Small pieces from the last to the first, those of zeros left out. */
        SCATTERED
    }

    private MemoryTree(Builder builder) {
        this.entries = new TreeMap<>(builder.entries);
        this.contents = Map.copyOf(builder.contents);
        this.failures = Map.copyOf(builder.failures);
        this.order = builder.order;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Every entry but the root, in order. */
    public Collection<Entry> entries() {
        return List.copyOf(entries.tailMap(TreePath.ROOT, false).values());
    }

    public byte[] content(TreePath path) {
        byte[] content = contents.get(path);
        if (content == null) {
            throw new IllegalArgumentException("no file: " + path);
        }
        return content.clone();
    }

    public boolean isClosed() {
        return closed > 0;
    }

    @Override
    public Entry root() {
        return entries.firstEntry().getValue();
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Entry self = entries.get(directory);
        if (self == null) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!self.isDirectory()) {
            throw new NotDirectoryException(directory.toString());
        }
        fail(directory);
        List<Entry> children = new ArrayList<>();
        for (Entry entry : entries.tailMap(directory, false).values()) {
            if (!entry.path().startsWith(directory)) {
                break;
            }
            if (entry.path().parent().equals(directory)) {
                children.add(entry);
            }
        }
        return Listing.of(children);
    }

    private void fail(TreePath path) throws IOException {
        IOException failure = failures.get(path);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public @Nullable Entry find(TreePath path) {
        return entries.get(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        fail(file.path());
        byte[] content = contents.get(file.path());
        if (content == null) {
            throw new NoSuchFileException(file.path().toString());
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        if (order == Order.FORWARDS) {
            SequentialRead.of(this, files, receiver);
            return;
        }
        for (Entry file : files) {
            receiver.begin(file);
            byte[] content = contents.get(file.path());
            if (content == null) {
                receiver.failed(file, new NoSuchFileException(file.path().toString()));
                continue;
            }
            for (int at = content.length - content.length % PIECE; at >= 0; at -= PIECE) {
                byte[] piece = Arrays.copyOfRange(content, at, Math.min(at + PIECE, content.length));
                if (!isZero(piece)) {
                    receiver.chunk(file, at, ByteBuffer.wrap(piece));
                }
            }
            receiver.end(file, file);
        }
    }

    private static boolean isZero(byte[] piece) {
        for (byte b : piece) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed++;
    }

    /** Puts a tree together; directories that lead to something are made where they are missing. */
    public static final class Builder {

        private final Map<TreePath, Entry> entries = new HashMap<>();
        private final Map<TreePath, byte[]> contents = new HashMap<>();
        private final Map<TreePath, IOException> failures = new HashMap<>();
        private Order order = Order.FORWARDS;

        private Builder() {
            entries.put(TreePath.ROOT, Entry.directory(TreePath.ROOT, DIRECTORY));
        }

        /** A path in its percent-encoded form. */
        private static TreePath path(String text) {
            return TreePath.percentDecoded(text);
        }

        public Builder directory(String path) {
            return directory(path, DIRECTORY);
        }

        public Builder directory(String path, Metadata metadata) {
            return add(Entry.directory(path(path), metadata));
        }

        public Builder file(String path, String content) {
            return file(path, content.getBytes(StandardCharsets.UTF_8), FILE);
        }

        public Builder file(String path, byte[] content, Metadata metadata) {
            return file(Entry.file(path(path), content.length, metadata), content);
        }

        public Builder file(Entry entry, byte[] content) {
            contents.put(entry.path(), content.clone());
            return add(entry);
        }

        public Builder symlink(String path, String target) {
            return symlink(path, RawText.percentDecoded(target), SYMLINK);
        }

        public Builder symlink(String path, RawText target, Metadata metadata) {
            return add(Entry.symlink(path(path), target, metadata));
        }

        public Builder add(Entry entry) {
            for (TreePath at = entry.path().parent(); !entries.containsKey(at); at = at.parent()) {
                entries.put(at, Entry.directory(at, DIRECTORY));
            }
            entries.put(entry.path(), entry);
            return this;
        }

        /** Changes an entry that is there. */
        public Builder change(String path, UnaryOperator<Entry> change) {
            entries.computeIfPresent(path(path), (p, entry) -> change.apply(entry));
            return this;
        }

        /** Gives every file the SHA-256 of its content. */
        public Builder withDigests() {
            contents.forEach((path, content) -> entries.computeIfPresent(
                    path, (p, entry) -> entry.withContentId(ContentId.sha256(sha256(content)))));
            return this;
        }

        /** Makes the content of a file, or the listing of a directory, fail. */
        public Builder failing(String path, IOException failure) {
            failures.put(path(path), failure);
            return this;
        }

        public Builder reading(Order newOrder) {
            order = newOrder;
            return this;
        }

        public MemoryTree build() {
            return new MemoryTree(this);
        }
    }

    /** A digest, where a test needs one. */
    public static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
