package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Tells whether a backup's small records have been replaced: identity, time and size of its folder, its manifest and
 * its notes. A few looks, no reading.
 */
record RecordsStamp(boolean isDirectory, List<Object> looks) {

    /** Of records about which something could not be told: never that of others. */
    static RecordsStamp doubtful() {
        return new RecordsStamp(true, List.of(new Object()));
    }

    static RecordsStamp of(Path backup) throws IOException {
        return new RecordsStamp(
                Look.isDirectory(backup),
                List.of(look(backup), look(backup.resolve(Manifest.FILE_NAME)), look(backup.resolve(Layout.NOTES))));
    }

    private static Object look(Path path) {
        try {
            BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return List.of(String.valueOf(seen.fileKey()), seen.lastModifiedTime(), seen.size());
        } catch (IOException e) {
            // Absent, or not to be seen: that is a state too.
            return e.getClass();
        }
    }
}
