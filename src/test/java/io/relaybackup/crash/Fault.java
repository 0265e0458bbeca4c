package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What a kernel may answer, and at which calls; told as the JDK tells it. */
public enum Fault {
    ENOSPC("No space left on device"),
    EDQUOT("Disk quota exceeded"),
    EIO("Input/output error"),
    EACCES("Permission denied"),
    EROFS("Read-only file system"),
    EMFILE("Too many open files"),
    /** As a network mount gives it that is not waited for without end. */
    ETIMEDOUT("Connection timed out"),
    /** No error: a read gives fewer bytes than it could. */
    SHORT_READ("");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    boolean canComeAt(Call call) {
        return switch (this) {
            case ENOSPC, EDQUOT ->
                switch (call) {
                    case CREATE, WRITE, FORCE, CREATE_DIRECTORY, CREATE_SYMLINK, LINK, RENAME -> true;
                    default -> false;
                };
            case EIO, ETIMEDOUT -> true;
            case EACCES -> !call.isOfOpenFile() && call != Call.NEXT_NAME;
            case EROFS -> call.changes();
            case EMFILE ->
                switch (call) {
                    case LIST, OPEN, OPEN_TO_WRITE, CREATE -> true;
                    default -> false;
                };
            case SHORT_READ -> call == Call.READ;
        };
    }

    /** @param shown how the JDK calls the file */
    IOException at(Call call, String shown) {
        if (call.isOfOpenFile()) {
            return new IOException(text);
        }
        return this == EACCES ? new AccessDeniedException(shown) : new FileSystemException(shown, null, text);
    }
}
