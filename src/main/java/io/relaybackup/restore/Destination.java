package io.relaybackup.restore;

import io.relaybackup.engine.file.FailedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a restore puts things.
 *
 * @param root by its real path; need not exist, but its parent does
 * @param staging the directory in whose reserved folder things are prepared, by its real path: the data directory, or
 *     an allowed target
 * @param target as it was asked for; null for the data directory
 */
record Destination(LocalRoot root, Path staging, @Nullable String target) {

    boolean isInPlace() {
        return target == null;
    }

    /** Trouble with it, with paths relative to it. */
    IOException named(IOException e) {
        IOException named = FailedFile.below(root.path(), e);
        return FailedFile.below(staging, named);
    }

    /** The file that trouble was with, relative to it; null when it was none of its files. */
    @Nullable
    String pathIn(IOException e) {
        String path = FailedFile.path(e, root.path());
        return path == null ? FailedFile.path(e, staging) : path;
    }

    boolean exists() {
        return Files.isDirectory(root.path());
    }

    Path parent() {
        return Objects.requireNonNull(root.path().getParent(), "nothing is restored to the root of all");
    }

    /** The directory itself, or the parent in which it will be made. */
    Path nearest() {
        return exists() ? root.path() : parent();
    }

    /**
     * The data directory.
     *
     * @throws java.nio.file.NoSuchFileException when its parent does not exist either, or it is a symlink to nothing
     */
    static Destination inPlace(Path dataDirectory) throws IOException {
        Path parent = dataDirectory.getParent();
        Path real = Files.exists(dataDirectory, LinkOption.NOFOLLOW_LINKS) || parent == null
                ? dataDirectory.toRealPath()
                : parent.toRealPath().resolve(dataDirectory.getFileName());
        return new Destination(new LocalRoot(real), real, null);
    }
}
