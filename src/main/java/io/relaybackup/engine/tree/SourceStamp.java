package io.relaybackup.engine.tree;

import java.time.Instant;

/**
 * The identity of a file in the live source when it was captured, for telling later whether it has changed since.
 *
 * @param size bytes in the source, which an entry cut at a line's end has fewer of
 * @param modified mtime, to the nanosecond
 * @param changed ctime, to the nanosecond
 * @param device the file system's number; not stable over mounts, so only good within one tree
 * @param inode the inode's number
 * @param links names that the inode has; entries of one tree with equal device and inode and {@code links > 1} are hard
 *     links
 * @param settled false when equal stamps prove nothing: the file was too young, was cut, or changed while it was read
 */
public record SourceStamp(
        long size, Instant modified, Instant changed, long device, long inode, long links, boolean settled) {

    /** Whether a file with the {@code other} stamp has, beyond doubt, the content that was captured under this one. */
    public boolean provesUnchanged(SourceStamp other) {
        return settled
                && size == other.size
                && inode == other.inode
                && modified.equals(other.modified)
                && changed.equals(other.changed);
    }

    public SourceStamp unsettled() {
        return settled ? new SourceStamp(size, modified, changed, device, inode, links, false) : this;
    }
}
