package io.relaybackup.engine.plain;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                removeChildren(secure(children));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }

    private static void removeChildren(SecureDirectoryStream<Path> directory) throws IOException {
        for (Path child : directory) {
            removeOne(directory, child.getFileName());
        }
    }

    private static void removeOne(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        boolean isDirectory = directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (!isDirectory) {
            directory.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> children = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            removeChildren(children);
        }
        directory.deleteDirectory(name);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
        return (SecureDirectoryStream<Path>) stream;
    }
}
