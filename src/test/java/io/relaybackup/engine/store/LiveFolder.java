package io.relaybackup.engine.store;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A directory to be backed up. Its files look long settled, as it is read by a clock that is an hour ahead. */
public record LiveFolder(Path path) {

    /** Ahead of the files' times. */
    public static final Clock CLOCK = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    /** Makes a file with its directories, or replaces its content; the name is percent-encoded. */
    public LiveFolder file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public LiveFolder file(String name, byte[] content) throws IOException {
        Path file = at(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }

    public LiveFolder directory(String name) throws IOException {
        Files.createDirectories(at(name));
        return this;
    }

    public LiveFolder symlink(String name, String target) throws IOException {
        Files.createSymbolicLink(at(name), path.getFileSystem().getPath(target));
        return this;
    }

    public LiveFolder hardLink(String name, String existing) throws IOException {
        Files.createLink(at(name), at(existing));
        return this;
    }

    public Path at(String name) {
        return RawPaths.resolve(path, TreePath.percentDecoded(name));
    }

    /** What is here now; the caller closes it. */
    public DirectoryTree tree() throws IOException {
        return DirectoryTree.open(path, CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, CLOCK);
    }
}
