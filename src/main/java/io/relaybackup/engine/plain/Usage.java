package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreUsage;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the space that a store takes, by looking at every file in it. */
final class Usage {

    private static final Logger log = LoggerFactory.getLogger(Usage.class);

    private long logical;

    /** Each name of a file counts for its share, so that all of them count once. */
    private double stored;

    private final Map<BackupId, Double> trashed = new HashMap<>();

    /** A directory to look into, and the backup in the trash that it belongs to. */
    private record Place(Path path, @Nullable BackupId trashed) {}

    private final Path trash;

    private Usage(Path folder) {
        this.trash = folder.resolve(Layout.TRASH);
    }

    /**
     * Measures the store in a folder.
     *
     * @param backups ours; the others have not recorded what they added
     */
    static StoreUsage measure(Path folder, List<BackupId> backups) throws IOException {
        Usage usage = new Usage(folder);
        Deque<Place> directories = new ArrayDeque<>();
        directories.push(new Place(folder, null));
        while (!directories.isEmpty()) {
            usage.look(directories.pop(), directories);
        }
        Map<BackupId, Long> trashed = new HashMap<>();
        usage.trashed.forEach((id, bytes) -> trashed.put(id, Math.round(bytes)));
        FileStore disk = Files.getFileStore(folder);
        return new StoreUsage(
                usage.logical,
                Math.round(usage.stored),
                disk.getUsableSpace(),
                disk.getTotalSpace(),
                added(folder, backups),
                trashed);
    }

    private static Map<BackupId, Long> added(Path folder, List<BackupId> backups) {
        Map<BackupId, Long> added = new HashMap<>();
        for (BackupId id : backups) {
            Path record = folder.resolve(id.value()).resolve(Layout.ENTRIES);
            try (EntriesFile entries = EntriesFile.open(record)) {
                added.put(id, entries.totals().addedBytes());
            } catch (IOException e) {
                log.debug("It is not known what {} added", id, e);
            }
        }
        return added;
    }

    private void look(Place place, Deque<Place> directories) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(place.path())) {
            for (Path child : children) {
                Inode inode = Inode.of(child);
                if (inode.isDirectory()) {
                    directories.push(new Place(child, place.trashed() == null ? inTrash(child) : place.trashed()));
                } else if (inode.isRegularFile()) {
                    count(inode, place.trashed());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            // Removed meanwhile, with its backup: it takes no space.
            return;
        }
    }

    private @Nullable BackupId inTrash(Path directory) {
        return trash.equals(directory.getParent())
                ? StoreFolder.idOf(directory.getFileName().toString())
                : null;
    }

    private void count(Inode inode, @Nullable BackupId inTrash) {
        double share = (double) inode.size() / inode.links();
        stored += share;
        if (inTrash == null) {
            logical += inode.size();
        } else {
            trashed.merge(inTrash, share, Double::sum);
        }
    }
}
