package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plain backup: the entries from its record, the content from its files. A file that is missing, or has another size
 * than recorded, is damage; its bytes are not compared with the checksum here, but the entry has it for who wants to.
 */
final class PlainTree implements FileTree {

    private final EntriesFile entries;

    private final DirectoryTree files;

    private PlainTree(EntriesFile entries, DirectoryTree files) {
        this.entries = entries;
        this.files = files;
    }

    static PlainTree open(Path folder, Clock clock) throws IOException {
        EntriesFile entries = EntriesFile.open(folder.resolve(Layout.ENTRIES));
        try {
            // What cannot be read is an exception here, not a problem to go on with.
            return new PlainTree(entries, BackupFiles.open(folder, problem -> {}, clock));
        } catch (Throwable e) {
            entries.close();
            throw e;
        }
    }

    @Override
    public Entry root() {
        return entries.root();
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Listing children = entries.list(directory);
        if (children != null) {
            return children;
        }
        throw find(directory) == null
                ? new NoSuchFileException(directory.toString())
                : new NotDirectoryException(directory.toString());
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        return entries.find(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        checkSize(file, files.find(file.path()));
        try {
            return new RecordedInput(files.open(file), file);
        } catch (IOException e) {
            throw damage(file, e);
        }
    }

    private static void checkSize(Entry recorded, @Nullable Entry found) throws CorruptBackupException {
        if (found == null || !found.isFile()) {
            throw new CorruptBackupException("'" + recorded.path() + "' is missing from the backup", null);
        }
        if (found.size() != recorded.size()) {
            throw new CorruptBackupException(
                    "'" + recorded.path() + "' has " + found.size() + " bytes in the backup and should have "
                            + recorded.size(),
                    null);
        }
    }

    @Override
    public void read(List<Entry> wanted, ContentReceiver receiver) throws IOException {
        List<Entry> plain = new ArrayList<>(wanted.size());
        for (Entry file : wanted) {
            // The stamp is the source's; by it the backup's own file would look changed.
            plain.add(file.withStamp(null));
        }
        files.read(plain, new RecordedReceiver(wanted, receiver));
    }

    /** What a failure to read one of the backup's own files means. */
    static IOException damage(Entry file, IOException e) {
        return e instanceof NoSuchFileException || e instanceof NotDirectoryException
                ? new CorruptBackupException("'" + file.path() + "' is missing from the backup", e)
                : e;
    }

    @Override
    public void close() throws IOException {
        try (entries) {
            files.close();
        }
    }
}
