package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Compares {@code checksums.sha256} with the recorded entries, and the records with their checksums in it. */
final class ChecksumsCheck implements Closeable {

    private static final int BUFFER = 64 * 1024;

    private final Path folder;

    private final Damages damages;

    /** Null when there is nothing (more) to compare with. */
    private @Nullable ChecksumsReader reader;

    private ChecksumsCheck(Path folder, Damages damages, @Nullable ChecksumsReader reader) {
        this.folder = folder;
        this.damages = damages;
        this.reader = reader;
    }

    static ChecksumsCheck open(Path folder, Damages damages) throws IOException {
        try {
            InputStream in = NamedChannel.input(folder.resolve(Layout.CHECKSUMS));
            return new ChecksumsCheck(folder, damages, new ChecksumsReader(new BufferedInputStream(in, BUFFER)));
        } catch (NoSuchFileException e) {
            damages.add(Layout.CHECKSUMS, "is missing");
        } catch (IOException e) {
            damages.unreadable(TreePath.of(Layout.CHECKSUMS), e);
        }
        return new ChecksumsCheck(folder, damages, null);
    }

    /** The next line should be this file's. */
    void expect(Entry file) throws IOException {
        ContentId id = file.contentId();
        if (id == null) {
            damages.add(file.path(), "has no checksum in " + Layout.ENTRIES);
            return;
        }
        expect(file.path().text(), id);
    }

    private void expect(RawText path, ContentId id) throws IOException {
        ChecksumLine line = next();
        if (line == null) {
            return;
        }
        if (!line.path().equals(path)) {
            // Which lines are missing or too many cannot be told from here on.
            damages.add(Layout.CHECKSUMS, "has '" + line.path() + "' where '" + path + "' should be");
            close();
        } else if (!line.id().equals(id)) {
            damages.add(path.percentEncoded(), "has another checksum in " + Layout.CHECKSUMS + " than is known of it");
        }
    }

    private @Nullable ChecksumLine next() throws IOException {
        if (reader == null) {
            return null;
        }
        try {
            ChecksumLine line = reader.next();
            if (line == null) {
                damages.add(Layout.CHECKSUMS, "ends too early");
                close();
            }
            return line;
        } catch (CorruptBackupException e) {
            damages.add(Layout.CHECKSUMS, String.valueOf(e.getMessage()));
            close();
            return null;
        } catch (IOException e) {
            close();
            damages.unreadable(TreePath.of(Layout.CHECKSUMS), e);
            return null;
        }
    }

    /** The last lines should be those of the records. */
    void finish() throws IOException {
        expectRecord(Manifest.FILE_NAME);
        expectRecord(Layout.ENTRIES);
        if (reader != null && reader.next() != null) {
            damages.add(Layout.CHECKSUMS, "has lines for files that are not recorded");
        }
    }

    private void expectRecord(String name) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(NamedChannel.input(folder.resolve(name)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            // Reported by who reads it; its line is passed over.
            next();
            return;
        } catch (IOException e) {
            damages.unreadable(TreePath.of(name), e);
            next();
            return;
        }
        expect(RawText.utf8(name), ContentId.sha256(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
