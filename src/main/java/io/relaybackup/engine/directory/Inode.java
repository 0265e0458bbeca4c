package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of one name, in one look: {@code lstat}.
 *
 * @param mode type and permissions, as {@code st_mode}
 * @param rdev which device a device is; means nothing for everything else
 * @param modified to the nanosecond
 * @param changed ctime, to the nanosecond
 */
public record Inode(
        int mode,
        int uid,
        int gid,
        long device,
        long number,
        long links,
        long size,
        long rdev,
        Instant modified,
        Instant changed) {

    /** Names only what is used: owners by name, which {@code unix:*} has, are looked up in the user database. */
    private static final String ATTRIBUTES = "unix:mode,uid,gid,dev,ino,nlink,size,rdev,lastModifiedTime,ctime";

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int PERMISSIONS = 07777;

    /**
     * Looks at a path; a symlink at its end is itself looked at, those before are followed.
     *
     * @throws java.nio.file.NoSuchFileException when there is nothing
     */
    public static Inode of(Path path) throws IOException {
        return of(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    }

    /** {@link #of(Path)} with what tells whether a look through a {@link DirectoryHandle} met the same file. */
    static Keyed keyed(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, ATTRIBUTES + ",fileKey", LinkOption.NOFOLLOW_LINKS);
        return new Keyed(of(all), all.get("fileKey"));
    }

    /**
     * An inode as a path leads to it.
     *
     * @param key as {@link java.nio.file.attribute.BasicFileAttributes#fileKey}
     */
    record Keyed(Inode inode, @Nullable Object key) {

        boolean agreesWith(BasicFileAttributes seen) {
            return key != null && key.equals(seen.fileKey());
        }
    }

    private static Inode of(Map<String, Object> all) throws IOException {
        return new Inode(
                integer(all, "mode"),
                integer(all, "uid"),
                integer(all, "gid"),
                number(all, "dev"),
                number(all, "ino"),
                integer(all, "nlink"),
                number(all, "size"),
                number(all, "rdev"),
                time(all, "lastModifiedTime"),
                time(all, "ctime"));
    }

    private static int integer(Map<String, Object> all, String name) throws IOException {
        return all.get(name) instanceof Integer value ? value : missing(name);
    }

    private static long number(Map<String, Object> all, String name) throws IOException {
        return all.get(name) instanceof Long value ? value : missing(name);
    }

    private static Instant time(Map<String, Object> all, String name) throws IOException {
        return all.get(name) instanceof FileTime value ? value.toInstant() : Instant.ofEpochSecond(missing(name));
    }

    private static int missing(String name) throws IOException {
        throw new IOException("the file system does not tell the attribute unix:" + name);
    }

    public EntryType type() {
        return switch (mode & TYPE) {
            case REGULAR -> EntryType.FILE;
            case DIRECTORY -> EntryType.DIRECTORY;
            case SYMLINK -> EntryType.SYMLINK;
            case FIFO -> EntryType.FIFO;
            case SOCKET -> EntryType.SOCKET;
            case CHARACTER_DEVICE -> EntryType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> EntryType.BLOCK_DEVICE;
            default -> throw new IllegalStateException("no known type of file: " + Integer.toOctalString(mode));
        };
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    /** The lowest twelve bits of the mode. */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /** As an entry keeps it. */
    public Metadata metadata(Map<String, RawText> extended) {
        return new Metadata(permissions(), uid, gid, modified, extended);
    }

    /** As an entry of the live source keeps it. */
    public SourceStamp stamp(boolean settled) {
        return new SourceStamp(size, modified, changed, device, number, links, settled);
    }

    /** Whether both tell of one file in one state: nothing was written, linked or renamed in between. */
    boolean isUnchangedSince(SourceStamp before) {
        return isSameFileAs(before)
                && size == before.size()
                && modified.equals(before.modified())
                && changed.equals(before.changed());
    }

    boolean isSameFileAs(Inode other) {
        return number == other.number && device == other.device;
    }

    boolean isSameFileAs(SourceStamp before) {
        return number == before.inode() && device == before.device();
    }
}
