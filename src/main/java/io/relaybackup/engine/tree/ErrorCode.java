package io.relaybackup.engine.tree;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operating system's word for a failed file operation, recovered from what the JDK made of it. */
public final class ErrorCode {

    public static final String EIO = "EIO";

    /** The texts of glibc and musl; the JDK keeps only them. */
    private static final Map<String, String> BY_TEXT = Map.ofEntries(
            Map.entry("No space left on device", "ENOSPC"),
            Map.entry("Permission denied", "EACCES"),
            Map.entry("Operation not permitted", "EPERM"),
            Map.entry("No such file or directory", "ENOENT"),
            Map.entry("Input/output error", EIO),
            Map.entry("I/O error", EIO),
            Map.entry("Read-only file system", "EROFS"),
            Map.entry("Disk quota exceeded", "EDQUOT"),
            Map.entry("Quota exceeded", "EDQUOT"),
            Map.entry("Too many open files in system", "ENFILE"),
            Map.entry("Too many open files", "EMFILE"),
            Map.entry("No file descriptors available", "EMFILE"),
            Map.entry("Too many links", "EMLINK"),
            Map.entry("Invalid cross-device link", "EXDEV"),
            Map.entry("Cross-device link", "EXDEV"),
            Map.entry("File exists", "EEXIST"),
            Map.entry("File too large", "EFBIG"),
            Map.entry("File name too long", "ENAMETOOLONG"),
            Map.entry("Filename too long", "ENAMETOOLONG"),
            Map.entry("Invalid argument", "EINVAL"),
            Map.entry("Invalid or incomplete multibyte or wide character", "EILSEQ"),
            Map.entry("Illegal byte sequence", "EILSEQ"),
            Map.entry("Not a directory", "ENOTDIR"),
            Map.entry("Is a directory", "EISDIR"),
            Map.entry("Directory not empty", "ENOTEMPTY"),
            Map.entry("Device or resource busy", "EBUSY"),
            Map.entry("Resource busy", "EBUSY"),
            Map.entry("Text file busy", "ETXTBSY"),
            Map.entry("Too many levels of symbolic links", "ELOOP"),
            Map.entry("Symbolic link loop", "ELOOP"),
            Map.entry("Too many levels of symbolic links or unable to access attributes of symbolic link", "ELOOP"),
            Map.entry("(NOFOLLOW_LINKS specified)", "ELOOP"),
            Map.entry("Stale file handle", "ESTALE"),
            Map.entry("Structure needs cleaning", "EUCLEAN"),
            Map.entry("Operation not supported", "EOPNOTSUPP"),
            Map.entry("Not supported", "EOPNOTSUPP"),
            Map.entry("Connection timed out", "ETIMEDOUT"),
            Map.entry("Operation timed out", "ETIMEDOUT"));

    private ErrorCode() {}

    /** The code, {@link #EIO} when nothing better is known. Never null. */
    public static String of(IOException e) {
        String known = find(e);
        return known == null ? EIO : known;
    }

    /** The code, or null when the exception does not come from a file operation that has one. */
    public static @Nullable String find(Throwable e) {
        if (e instanceof AccessDeniedException) {
            return "EACCES";
        }
        if (e instanceof NoSuchFileException) {
            return "ENOENT";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "EEXIST";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "ENOTEMPTY";
        }
        if (e instanceof NotDirectoryException) {
            return "ENOTDIR";
        }
        if (e instanceof FileSystemLoopException || e instanceof NotLinkException) {
            return "ELOOP";
        }
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        String code = text == null ? null : fromText(text);
        if (code != null || e.getCause() == null || e.getCause() == e) {
            return code;
        }
        return find(e.getCause());
    }

    /** Words for a code, of which {@link #find} makes the code again; the code itself where there are none. */
    public static String text(String code) {
        for (Map.Entry<String, String> known : BY_TEXT.entrySet()) {
            if (known.getValue().equals(code)) {
                return known.getKey();
            }
        }
        return code;
    }

    private static @Nullable String fromText(String text) {
        String exact = BY_TEXT.get(text);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, String> known : BY_TEXT.entrySet()) {
            if (text.endsWith(known.getKey())) {
                return known.getValue();
            }
        }
        return null;
    }
}
