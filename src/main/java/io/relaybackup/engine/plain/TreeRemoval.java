package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.file.Look;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/**
 * Removes a directory with everything below it, following no symlink, and no matter what is put in its way meanwhile.
 */
final class TreeRemoval {

    private TreeRemoval() {}

    /** Removes what is there, of whatever type; nothing being there is fine. */
    static void remove(Path path) throws IOException {
        if (Look.isDirectory(path)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                removeChildren(path, secure(children));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }

    private static void removeChildren(Path path, SecureDirectoryStream<Path> directory) throws IOException {
        for (Path child : directory) {
            try {
                removeOne(path, directory, child.getFileName());
            } catch (FileSystemException e) {
                throw FailedFile.in(path, e);
            }
        }
    }

    private static void removeOne(Path parent, SecureDirectoryStream<Path> directory, Path name) throws IOException {
        boolean isDirectory = directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (!isDirectory) {
            directory.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> children = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            removeChildren(parent.resolve(name), children);
        }
        directory.deleteDirectory(name);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
        return (SecureDirectoryStream<Path>) stream;
    }
}
