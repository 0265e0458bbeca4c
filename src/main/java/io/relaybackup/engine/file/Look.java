package io.relaybackup.engine.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Whether something is there. {@link Files#exists} and its like say no when the disk does not answer, and what is
 * thought to be missing is lost.
 */
public final class Look {

    private Look() {}

    /** Whether the name leads to anything; a symlink is something. */
    public static boolean exists(Path path) throws IOException {
        return at(path, LinkOption.NOFOLLOW_LINKS) != null;
    }

    /** Whether there is a directory; a symlink to one is none. */
    public static boolean isDirectory(Path path) throws IOException {
        BasicFileAttributes seen = at(path, LinkOption.NOFOLLOW_LINKS);
        return seen != null && seen.isDirectory();
    }

    /** Whether there is a directory, or a symlink that leads to one. */
    public static boolean leadsToDirectory(Path path) throws IOException {
        BasicFileAttributes seen = at(path);
        return seen != null && seen.isDirectory();
    }

    private static @Nullable BasicFileAttributes at(Path path, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        } catch (FileSystemException e) {
            if (isAbsence(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Whether a look failed because there is nothing by this name, something above it being no directory included. */
    public static boolean isAbsence(IOException e) {
        return e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof FileSystemException named && "Not a directory".equals(named.getReason());
    }
}
