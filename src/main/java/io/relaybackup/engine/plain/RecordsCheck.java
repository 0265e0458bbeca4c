package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.RawText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a backup's manifest and {@code entries.jsonl} with their checksums in {@code checksums.sha256}. They are
 * what says which files there are, of what mode and owner, and what was left out; a file's own checksum proves none of
 * that.
 */
final class RecordsCheck {

    private static final int BUFFER = 64 * 1024;

    private static final List<String> RECORDS = List.of(Manifest.FILE_NAME, Layout.ENTRIES);

    private RecordsCheck() {}

    /** Checks the backup in a folder. */
    static void run(Path folder) throws IOException {
        Map<RawText, ContentId> known = checksums(folder);
        for (String name : RECORDS) {
            ContentId recorded = known.get(RawText.utf8(name));
            if (recorded == null) {
                throw new CorruptBackupException(Layout.CHECKSUMS + " has no checksum of " + name, null);
            }
            if (!recorded.equals(checksum(folder, name))) {
                throw new CorruptBackupException(name + " is not as it was written", null);
            }
        }
    }

    private static Map<RawText, ContentId> checksums(Path folder) throws IOException {
        Map<RawText, ContentId> known = new HashMap<>();
        try (ChecksumsReader reader =
                new ChecksumsReader(new BufferedInputStream(open(folder, Layout.CHECKSUMS), BUFFER))) {
            for (ChecksumLine line = reader.next(); line != null; line = reader.next()) {
                if (RECORDS.contains(line.path().toString())) {
                    known.put(line.path(), line.id());
                }
            }
        }
        return known;
    }

    private static ContentId checksum(Path folder, String name) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(folder, name), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ContentId.sha256(digest.digest());
    }

    private static InputStream open(Path folder, String name) throws IOException {
        try {
            return NamedChannel.input(folder.resolve(name));
        } catch (NoSuchFileException e) {
            throw new CorruptBackupException(name + " is missing", e);
        }
    }
}
