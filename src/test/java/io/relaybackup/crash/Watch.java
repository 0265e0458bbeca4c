package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every call that a disk is asked, and of what came of those that change something. Whoever changes something
 * holds the monitor of this until it has told.
 *
 * <p>All paths are real ones.
 */
interface Watch {

    /**
     * Before a call is made.
     *
     * @param shown how the JDK would call the file in an exception
     * @throws IOException instead of the call
     */
    void before(Call call, Path path, String shown) throws IOException;

    default void before(Call call, Path path) throws IOException {
        before(call, path, path.toString());
    }

    /** How many bytes one read gives at most, of those that are wanted. */
    default int most(Path path, int wanted) {
        return wanted;
    }

    /** The place of a path; null when nobody wants to know. */
    default @Nullable Slot slot(Path path) throws IOException {
        return null;
    }

    /** What a path leads to; null when nobody wants to know, or nothing is there. */
    default @Nullable Integer number(Path path, LinkOption... options) throws IOException {
        return null;
    }

    default @Nullable Integer number(BasicFileAttributes attributes) {
        return null;
    }

    default void created(@Nullable Slot slot, Path path) throws IOException {}

    default void linked(@Nullable Slot slot, @Nullable Integer inode) {}

    default void removed(@Nullable Slot slot) {}

    default void renamed(@Nullable Slot from, @Nullable Slot to, @Nullable Integer inode) throws IOException {}

    default void written(@Nullable Integer inode, long offset, byte[] bytes) {}

    default void truncated(@Nullable Integer inode, long size) {}

    default void attributesSet(@Nullable Integer inode, Attributes attributes) {}

    default void forced(@Nullable Integer inode, Path path) {}
}
