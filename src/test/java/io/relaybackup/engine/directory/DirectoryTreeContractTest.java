package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.FileTreeContract;
import io.relaybackup.engine.tree.MemoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryTreeContractTest implements FileTreeContract {

    @TempDir
    private Path folder;

    @Override
    public FileTree holding(MemoryTree sample) throws IOException {
        Path root = Files.createDirectory(folder.resolve("source"));
        DiskSample.write(sample, root);
        return DirectoryTree.open(
                root, CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, Clock.systemUTC());
    }

    @Override
    public boolean isLive() {
        return true;
    }
}
