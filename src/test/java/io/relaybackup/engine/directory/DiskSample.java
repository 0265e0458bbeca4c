package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lays a made-up tree out on disk without the code under test. */
final class DiskSample {

    private DiskSample() {}

    static void write(MemoryTree tree, Path root) throws IOException {
        List<Entry> entries = new ArrayList<>(tree.entries());
        for (Entry entry : entries) {
            Path path = RawPaths.resolve(root, entry.path());
            if (entry.isDirectory()) {
                Files.createDirectory(path);
            } else if (entry.isFile()) {
                Files.write(path, tree.content(entry.path()));
            } else if (entry.type() == EntryType.SYMLINK) {
                RawText target = entry.linkTarget();
                RawPaths.createLink(path, target == null ? RawText.EMPTY : target);
            }
        }
        // Children before their directories, whose times they would change.
        Collections.reverse(entries);
        for (Entry entry : entries) {
            Path path = RawPaths.resolve(root, entry.path());
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(FileTime.from(entry.metadata().modified()), null, null);
            if (entry.type() != EntryType.SYMLINK) {
                Files.setAttribute(path, "unix:mode", entry.metadata().mode());
            }
        }
    }
}
