package io.relaybackup.engine.repository;

import io.relaybackup.engine.directory.ExtendedAttributes;
import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a folder's files are on disk, a line for each, by looking at them and not through our trees: types,
 * modes, owners, times, devices, targets, attributes, which names are one inode, content.
 */
final class FolderRecord {

    /** What restoring by the JDK loses; there is a warning of each. */
    enum Precision {
        EXACT,
        OF_THE_JDK
    }

    private final Precision precision;
    private final Map<TreePath, String> lines = new TreeMap<>();
    private final Map<Long, TreePath> firstNames = new HashMap<>();

    private FolderRecord(Precision precision) {
        this.precision = precision;
    }

    static List<String> of(Path folder, Precision precision) throws IOException {
        FolderRecord record = new FolderRecord(precision);
        Map<TreePath, Path> all = new TreeMap<>();
        collect(folder, TreePath.ROOT, all);
        for (Map.Entry<TreePath, Path> each : all.entrySet()) {
            record.lines.put(each.getKey(), record.line(each.getKey(), each.getValue()));
        }
        return List.copyOf(record.lines.values());
    }

    private static void collect(Path folder, TreePath path, Map<TreePath, Path> all) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                TreePath name = path.resolve(RawPaths.nameOf(child));
                all.put(name, child);
                if (Inode.of(child).isDirectory()) {
                    collect(child, name, all);
                }
            }
        }
    }

    private String line(TreePath path, Path place) throws IOException {
        Inode inode = Inode.of(place);
        String line =
                path.percentEncoded() + " " + inode.type() + " " + Integer.toOctalString(inode.permissions()) + " "
                        + Integer.toUnsignedString(inode.uid()) + ":" + Integer.toUnsignedString(inode.gid()) + " "
                        + time(inode);
        return switch (inode.type()) {
            case FILE -> line + attributes(place) + sameAs(path, inode) + " " + inode.size() + " " + content(place);
            case DIRECTORY -> line + attributes(place);
            case SYMLINK -> line + " -> " + RawPaths.readLink(place).percentEncoded();
            case CHARACTER_DEVICE, BLOCK_DEVICE -> line + " " + inode.rdev();
            case FIFO, SOCKET -> line;
        };
    }

    private Instant time(Inode inode) {
        Instant time = inode.modified();
        if (precision == Precision.EXACT) {
            return time;
        }
        if (inode.type() == EntryType.SYMLINK) {
            return time.truncatedTo(ChronoUnit.MICROS);
        }
        return inode.isRegularFile() && time.isBefore(Instant.EPOCH) ? time.truncatedTo(ChronoUnit.SECONDS) : time;
    }

    private static String attributes(Path place) throws IOException {
        Map<String, RawText> sorted = new TreeMap<>(ExtendedAttributes.read(place));
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (name, value) -> text.append(' ').append(name).append('=').append(value.percentEncoded()));
        return text.toString();
    }

    private String sameAs(TreePath path, Inode inode) {
        TreePath first = firstNames.putIfAbsent(inode.number(), path);
        return first == null ? "" : " is " + first.percentEncoded();
    }

    private static String content(Path file) throws IOException {
        return Digest.ofContent(Files.readAllBytes(file)).toString();
    }
}
