package io.relaybackup.engine.plain;

import io.relaybackup.engine.plain.DraftBatch.Take;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Receives the content of some files into a draft. */
final class FileCopies implements ContentReceiver, Closeable {

    /** By path, in the order of the walk; filled before the reading starts. */
    private final Map<TreePath, Receiving> receiving = new LinkedHashMap<>();

    /** A file and where it comes to stand. */
    private record Receiving(Take take, FileCopy copy) {}

    void expect(Take take, FileCopy copy) {
        receiving.put(take.entry().path(), new Receiving(take, copy));
    }

    /** Reads them all. */
    void readFrom(FileTree tree) throws IOException {
        if (receiving.isEmpty()) {
            return;
        }
        List<Entry> files = new ArrayList<>(receiving.size());
        for (Receiving each : receiving.values()) {
            files.add(each.take().entry());
        }
        tree.read(files, this);
    }

    @Override
    public void begin(Entry file) throws IOException {
        Receiving each = of(file);
        try {
            each.copy().begin();
        } catch (IOException e) {
            each.take().refused(e);
        }
    }

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
        Receiving each = of(file);
        if (!each.take().hasFailed()) {
            each.copy().chunk(offset, content);
        }
    }

    @Override
    public void end(Entry file, Entry settled) throws IOException {
        Receiving each = of(file);
        if (each.take().hasFailed()) {
            return;
        }
        ContentId id = each.copy().end(settled.size(), settled.metadata().modified());
        ContentId known = settled.contentId();
        if (known != null && known.isSha256() && !known.equals(id)) {
            each.copy().discard();
            each.take().failed(new CorruptBackupException("'" + file.path() + "' differs from its checksum", null));
            return;
        }
        each.take().taken(settled.withContentId(id), each.take().changeWhenRead(), settled.size());
    }

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        Receiving each = of(file);
        each.copy().abandon();
        each.take().failed(reason);
    }

    private Receiving of(Entry file) {
        Receiving each = receiving.get(file.path());
        if (each == null) {
            throw new IllegalStateException("content that was not asked for: " + file.path());
        }
        return each;
    }

    /** Closes what was begun and not ended. */
    @Override
    public void close() throws IOException {
        for (Receiving each : receiving.values()) {
            each.copy().abandon();
        }
    }
}
