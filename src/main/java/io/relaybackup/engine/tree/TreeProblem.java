package io.relaybackup.engine.tree;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * Something about one entry that a report should name: a value, because it stops nothing else.
 *
 * @param code the operating system's word ({@code EACCES}), where there is one
 * @param message for people; names no absolute path
 */
public record TreeProblem(
        TreePath path, Severity severity, @Nullable String code, String message) {

    /** A warning leaves the backup whole; an error means that content is missing. */
    public enum Severity {
        WARNING,
        ERROR
    }

    public static TreeProblem warning(TreePath path, String message) {
        return new TreeProblem(path, Severity.WARNING, null, message);
    }

    public static TreeProblem error(TreePath path, String code, String message) {
        return new TreeProblem(path, Severity.ERROR, code, message);
    }

    /** What came of an attempt to read something that others change: gone is a warning, all else an error. */
    public static TreeProblem ofReading(TreePath path, IOException reason) {
        if (isGone(reason)) {
            return warning(path, "vanished before it was read");
        }
        String code = ErrorCode.of(reason);
        return error(path, code, "cannot be read: " + code);
    }

    /** Whether the name leads nowhere any more, its directory having been replaced too. */
    public static boolean isGone(IOException reason) {
        return reason instanceof NoSuchFileException || reason instanceof NotDirectoryException;
    }
}
