package io.relaybackup.restore;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** All that can be seen of a directory, one line an entry; the reserved folder is not looked at. */
final class Snapshot {

    private Snapshot() {}

    static Map<String, String> of(Path directory) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (!Files.exists(directory)) {
            return lines;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) throws IOException {
                if (entry.equals(directory.resolve(Source.RESERVED))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                add(entry, "directory");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    add(entry, "link to " + RawPaths.readLink(entry).percentEncoded());
                } else {
                    add(entry, "file " + Arrays.hashCode(Files.readAllBytes(entry)));
                }
                return FileVisitResult.CONTINUE;
            }

            private void add(Path entry, String what) throws IOException {
                Map<String, Object> unix = Files.readAttributes(entry, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
                Instant modified = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                if (what.startsWith("link")) {
                    // All that Java 17 can set.
                    modified = modified.truncatedTo(ChronoUnit.MICROS);
                }
                // The raw bytes of a name live in its URI only.
                lines.put(directory.toUri().relativize(entry.toUri()).toString(), what + " " + unix + " " + modified);
            }
        });
        return lines;
    }
}
