package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Passes the content of a backup's files on as that of its recorded entries, when it has their size. */
final class RecordedReceiver implements ContentReceiver {

    private final Map<TreePath, Entry> recorded = new HashMap<>();

    private final ContentReceiver receiver;

    RecordedReceiver(List<Entry> recorded, ContentReceiver receiver) {
        this.receiver = receiver;
        for (Entry entry : recorded) {
            this.recorded.put(entry.path(), entry);
        }
    }

    @Override
    public void begin(Entry file) throws IOException {
        receiver.begin(recorded(file));
    }

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
        receiver.chunk(recorded(file), offset, content);
    }

    @Override
    public void end(Entry file, Entry settled) throws IOException {
        Entry entry = recorded(file);
        if (settled.size() == entry.size()) {
            receiver.end(entry, entry);
        } else {
            receiver.failed(
                    entry,
                    new CorruptBackupException(
                            "'" + entry.path() + "' has " + settled.size() + " bytes in the backup and should have "
                                    + entry.size(),
                            null));
        }
    }

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        Entry entry = recorded(file);
        receiver.failed(entry, PlainTree.damage(entry, reason));
    }

    private Entry recorded(Entry file) {
        return recorded.getOrDefault(file.path(), file);
    }
}
