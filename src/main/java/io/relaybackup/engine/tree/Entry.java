package io.relaybackup.engine.tree;

import org.jspecify.annotations.Nullable;

/**
 * One thing in a {@link FileTree}.
 *
 * @param path where it is
 * @param size bytes of a file's content; 0 for everything else
 * @param linkTarget a symlink's target, never followed; null for everything else
 * @param contentId of the content, where the tree knows it; null says nothing
 * @param stamp how the live source looked, where that is known; see {@link SourceStamp}
 * @param device which device a device is, as {@code st_rdev} has it; 0 for everything else
 */
public record Entry(
        TreePath path,
        EntryType type,
        long size,
        Metadata metadata,
        @Nullable RawText linkTarget,
        @Nullable ContentId contentId,
        @Nullable SourceStamp stamp,
        long device) {

    public Entry {
        if (size < 0 || size > 0 && type != EntryType.FILE) {
            throw new IllegalArgumentException("size of " + type + " '" + path + "': " + size);
        }
        if ((linkTarget != null) != (type == EntryType.SYMLINK)) {
            throw new IllegalArgumentException("a symlink has a target and nothing else has: " + path);
        }
        if (device != 0 && type != EntryType.CHARACTER_DEVICE && type != EntryType.BLOCK_DEVICE) {
            throw new IllegalArgumentException("only a device has a device's number: " + path);
        }
    }

    /** Something that is no device. */
    public Entry(
            TreePath path,
            EntryType type,
            long size,
            Metadata metadata,
            @Nullable RawText linkTarget,
            @Nullable ContentId contentId,
            @Nullable SourceStamp stamp) {
        this(path, type, size, metadata, linkTarget, contentId, stamp, 0);
    }

    public static Entry directory(TreePath path, Metadata metadata) {
        return new Entry(path, EntryType.DIRECTORY, 0, metadata, null, null, null);
    }

    public static Entry file(TreePath path, long size, Metadata metadata) {
        return new Entry(path, EntryType.FILE, size, metadata, null, null, null);
    }

    public static Entry symlink(TreePath path, RawText target, Metadata metadata) {
        return new Entry(path, EntryType.SYMLINK, 0, metadata, target, null, null);
    }

    public Entry withSize(long newSize) {
        return new Entry(path, type, newSize, metadata, linkTarget, contentId, stamp, device);
    }

    public Entry withContentId(@Nullable ContentId id) {
        return new Entry(path, type, size, metadata, linkTarget, id, stamp, device);
    }

    public Entry withStamp(@Nullable SourceStamp newStamp) {
        return new Entry(path, type, size, metadata, linkTarget, contentId, newStamp, device);
    }

    public Entry withPath(TreePath newPath) {
        return new Entry(newPath, type, size, metadata, linkTarget, contentId, stamp, device);
    }

    public Entry withMetadata(Metadata newMetadata) {
        return new Entry(path, type, size, newMetadata, linkTarget, contentId, stamp, device);
    }

    public boolean isFile() {
        return type == EntryType.FILE;
    }

    /** Whether it is neither a file nor a directory nor a symlink. */
    public boolean isSpecial() {
        return switch (type) {
            case FILE, DIRECTORY, SYMLINK -> false;
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> true;
        };
    }

    public boolean isDirectory() {
        return type == EntryType.DIRECTORY;
    }

    /** Whether both are names of one inode in the live source: hard links of each other. */
    public boolean isHardLinkOf(Entry other) {
        return isFile()
                && other.isFile()
                && stamp != null
                && other.stamp != null
                && stamp.links() > 1
                && stamp.inode() == other.stamp.inode()
                && stamp.device() == other.stamp.device();
    }
}
