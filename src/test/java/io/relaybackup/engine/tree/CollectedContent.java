package io.relaybackup.engine.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what {@link FileTree#read} hands over, and notices calls that break the contract. */
public class CollectedContent implements ContentReceiver {

    private final Map<TreePath, byte[]> open = new ConcurrentHashMap<>();
    private final Map<TreePath, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<TreePath, Entry> settled = new ConcurrentHashMap<>();
    private final Map<TreePath, IOException> failures = new ConcurrentHashMap<>();
    private final Map<TreePath, Integer> begun = new ConcurrentHashMap<>();

    @Override
    public void begin(Entry file) throws IOException {
        refuseFinished(file);
        begun.merge(file.path(), 1, Integer::sum);
        open.put(file.path(), new byte[0]);
    }

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
        byte[] known = open.get(file.path());
        if (known == null) {
            throw new IllegalStateException("content without a beginning: " + file.path());
        }
        int end = (int) offset + content.remaining();
        byte[] grown = Arrays.copyOf(known, Math.max(end, known.length));
        content.get(grown, (int) offset, content.remaining());
        open.put(file.path(), grown);
    }

    @Override
    public void end(Entry file, Entry settledEntry) throws IOException {
        refuseFinished(file);
        byte[] content = open.remove(file.path());
        if (content == null) {
            throw new IllegalStateException("an end without a beginning: " + file.path());
        }
        contents.put(file.path(), Arrays.copyOf(content, (int) settledEntry.size()));
        settled.put(file.path(), settledEntry);
    }

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        refuseFinished(file);
        open.remove(file.path());
        failures.put(file.path(), reason);
    }

    private void refuseFinished(Entry file) {
        if (contents.containsKey(file.path()) || failures.containsKey(file.path())) {
            throw new IllegalStateException("came to an end before: " + file.path());
        }
    }

    public Map<TreePath, byte[]> contents() {
        return contents;
    }

    public Map<TreePath, IOException> failures() {
        return failures;
    }

    public Entry settled(TreePath path) {
        Entry entry = settled.get(path);
        if (entry == null) {
            throw new IllegalArgumentException("never ended: " + path);
        }
        return entry;
    }

    public String text(String path) {
        byte[] content = contents.get(TreePath.percentDecoded(path));
        if (content == null) {
            throw new IllegalArgumentException("never ended: " + path);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    /** How often the content of a file started. */
    public int timesBegun(String path) {
        return begun.getOrDefault(TreePath.percentDecoded(path), 0);
    }

    public List<TreePath> unfinished() {
        return new ArrayList<>(open.keySet());
    }
}
