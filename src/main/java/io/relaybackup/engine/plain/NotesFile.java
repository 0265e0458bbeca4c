package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.NotesJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Replaces a backup's {@code notes.json}: written aside, forced, renamed. A crash leaves the old or the new ones. */
final class NotesFile {

    private NotesFile() {}

    /** @param deleted since when the backup is in the trash; null when it is not */
    static void replace(Path backup, Notes notes, @Nullable Instant deleted, Partials partials) throws IOException {
        Path records = backup.resolve(Layout.RECORDS);
        if (!Look.isDirectory(records)) {
            // Only an external backup has none.
            PrivateFiles.createDirectory(records);
            PrivateFiles.forceDirectory(backup);
        }
        try (Partials.Work work = partials.begin(backup.getFileName() + ".notes")) {
            ByteBuffer json = ByteBuffer.wrap(NotesJson.write(notes, deleted));
            try (FileChannel file = PrivateFiles.createFile(work.place())) {
                while (json.hasRemaining()) {
                    file.write(json);
                }
                file.force(true);
            }
            Files.move(work.place(), backup.resolve(Layout.NOTES), StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.forceDirectory(records);
        }
    }
}
