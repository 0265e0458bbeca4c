package io.relaybackup.engine.archive;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreeSink;
import io.relaybackup.engine.tree.TreeSinkContract;
import io.relaybackup.testing.RequiresTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

/** What a tar holds is what GNU tar makes of it. */
@RequiresTool("tar")
final class TarSinkContractTest implements TreeSinkContract {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public TreeSink newSink() {
        return TarSink.plain(out);
    }

    @Override
    public FileTree written() throws IOException {
        Path archive = Files.write(folder.resolve("archive.tar"), out.toByteArray());
        Path target = Files.createDirectory(folder.resolve("target"));
        try {
            Tool.run(target, "tar", "--no-same-owner", "-xpf", archive.toString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return DirectoryTree.open(
                target, CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, Clock.systemUTC());
    }
}
