package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.file.NamedChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files and directories that nobody but their owner can read, from their first moment on. */
final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private PrivateFiles() {}

    /** A new directory, {@code 0700}. */
    static void createDirectory(Path path) throws IOException {
        Files.createDirectory(path, DIRECTORY);
    }

    /** The directory with its parents where they are missing, all {@code 0700}; what exists stays as it is. */
    static void createDirectories(Path path) throws IOException {
        Files.createDirectories(path, DIRECTORY);
    }

    /** A directory that may be there already. */
    static void createDirectoryIfMissing(Path path) throws IOException {
        try {
            createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!Look.isDirectory(path)) {
                throw e;
            }
        }
    }

    /** A new file, {@code 0600}, open for writing and reading. */
    static FileChannel createFile(Path path) throws IOException {
        return NamedChannel.open(path, NEW, FILE);
    }

    /** Puts a directory's own list of names on stable storage. */
    static void forceDirectory(Path path) throws IOException {
        try (FileChannel channel = NamedChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
