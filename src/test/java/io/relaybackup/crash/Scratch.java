package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A directory in memory where there is such a file system: thousands of disks are made in it. Gone when closed. */
public final class Scratch implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    public static Scratch make() throws IOException {
        return new Scratch(
                Files.isWritable(MEMORY)
                        ? Files.createTempDirectory(MEMORY, "relay-crash-")
                        : Files.createTempDirectory("relay-crash-"));
    }

    /** A new, empty directory. */
    public Path directory(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }
}
