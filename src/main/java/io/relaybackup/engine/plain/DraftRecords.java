package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.NotesJson;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The records of a backup in the making. */
final class DraftRecords implements Closeable {

    private final Path folder;

    private final EntriesWriter entries;

    private final ChecksumsWriter checksums;

    private DraftRecords(Path folder, EntriesWriter entries, ChecksumsWriter checksums) {
        this.folder = folder;
        this.entries = entries;
        this.checksums = checksums;
    }

    /** Starts the records in a backup's folder that has none. */
    static DraftRecords create(Path folder, Entry root) throws IOException {
        PrivateFiles.createDirectory(folder.resolve(Layout.RECORDS));
        OutputStream entries = output(folder.resolve(Layout.ENTRIES));
        try {
            return new DraftRecords(
                    folder,
                    new EntriesWriter(entries, root),
                    new ChecksumsWriter(output(folder.resolve(Layout.CHECKSUMS))));
        } catch (Throwable e) {
            entries.close();
            throw e;
        }
    }

    private static OutputStream output(Path file) throws IOException {
        return Channels.newOutputStream(PrivateFiles.createFile(file));
    }

    void append(EntriesBlock block) throws IOException {
        entries.append(block);
        checksums.append(block.checksums());
    }

    /** Ends the records; nothing can be appended any more. */
    void finish(byte[] manifest, Notes notes) throws IOException {
        ContentId ofEntries = entries.finish();
        write(folder.resolve(Manifest.FILE_NAME), manifest);
        ContentId ofManifest = ContentId.sha256(Sha256.digest().digest(manifest));
        checksums.append(new ChecksumLine(ofManifest, RawText.utf8(Manifest.FILE_NAME)));
        checksums.append(new ChecksumLine(ofEntries, RawText.utf8(Layout.ENTRIES)));
        checksums.close();
        write(folder.resolve(Layout.NOTES), NotesJson.write(notes));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = PrivateFiles.createFile(file)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (checksums) {
            entries.close();
        }
    }
}
