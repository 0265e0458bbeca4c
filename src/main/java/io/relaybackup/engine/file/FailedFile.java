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

    /**
     * The same trouble, where the JDK was told no more than a name: with the whole path.
     *
     * @param directory in which the name is
     */
    public static IOException in(Path directory, IOException e) {
        if (!(e instanceof FileSystemException named)
                || named.getFile() == null
                || named.getFile().startsWith("/")) {
            return e;
        }
        String file = directory + "/" + named.getFile();
        FileSystemException told = e.getClass() == NoSuchFileException.class
                ? new NoSuchFileException(file, null, named.getReason())
                : e.getClass() == AccessDeniedException.class
                        ? new AccessDeniedException(file, null, named.getReason())
                        : e.getClass() == FileSystemException.class
                                ? new FileSystemException(file, null, named.getReason())
                                : null;
        if (told == null) {
            return e;
        }
        told.initCause(e);
        return told;
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
}
