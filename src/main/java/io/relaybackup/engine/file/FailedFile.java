package io.relaybackup.engine.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which file a failed operation was of. The JDK says so where it was given a path, and not where a file was open. */
public final class FailedFile {

    private FailedFile() {}

    /** As the exception has it, or what caused it; null when nobody knows. */
    public static @Nullable String path(Throwable e) {
        Throwable at = e;
        while (at != null) {
            if (at instanceof FileSystemException named && named.getFile() != null) {
                return named.getFile();
            }
            at = at.getCause() == at ? null : at.getCause();
        }
        return null;
    }

    /** {@link #path(Throwable)}, relative to a directory, itself a dot; null also when the file is not there. */
    public static @Nullable String path(Throwable e, Path directory) {
        String path = path(e);
        if (directory.toString().equals(path)) {
            return ".";
        }
        String above = directory + "/";
        return path != null && path.startsWith(above) ? path.substring(above.length()) : null;
    }

    /**
     * The same trouble, where the JDK was told no more than a name: with the whole path.
     *
     * @param directory in which the name is
     */
    public static IOException in(Path directory, IOException e) {
        return e instanceof FileSystemException named
                        && named.getFile() != null
                        && !named.getFile().startsWith("/")
                ? renamed(named, directory + "/" + named.getFile())
                : e;
    }

    /**
     * The same trouble with the path relative to a directory, which others need not know; itself when it is not there.
     */
    public static IOException below(Path directory, IOException e) {
        String path = path(e, directory);
        return path != null && e instanceof FileSystemException named ? renamed(named, path) : e;
    }

    /** The same trouble, with the file's name; itself where it has one, or is not of the operating system's making. */
    static IOException named(Path path, IOException e) {
        if (e.getClass() != IOException.class || e.getMessage() == null) {
            return e;
        }
        FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    /** Of a few types, which are all that the file systems throw for what lies in the disk. */
    private static IOException renamed(FileSystemException named, String file) {
        Class<?> type = named.getClass();
        FileSystemException told;
        if (type == FileSystemException.class) {
            told = new FileSystemException(file, null, named.getReason());
        } else if (type == NoSuchFileException.class) {
            told = new NoSuchFileException(file, null, named.getReason());
        } else if (type == AccessDeniedException.class) {
            told = new AccessDeniedException(file, null, named.getReason());
        } else {
            return named;
        }
        told.initCause(named);
        return told;
    }
}
