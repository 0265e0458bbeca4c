package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StageTest {

    private static final Set<EntryType> SPECIAL =
            EnumSet.of(EntryType.FIFO, EntryType.SOCKET, EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE);

    @TempDir
    private Path folder;

    private final List<TreeProblem> notices = new CopyOnWriteArrayList<>();

    private final Stage stage = new Stage(
            (directory, problems) -> DirectoryTree.open(
                    directory,
                    CaptureRules.EVERYTHING,
                    CaptureSettings.defaults().withSpecial(SPECIAL),
                    problems,
                    Clock.systemUTC()),
            Durability.eachFile(2));

    private static FileTree tree(EntryType type) throws IOException {
        return MemoryTree.builder()
                .file("file", "content")
                .add(new Entry(TreePath.of("special"), type, 0, MemoryTree.FILE, null, null, null))
                .build();
    }

    @Test
    @RequiresTool("mknod")
    void fifosAreWrittenCheckedAndForcedWithoutWaitingForAnybody() throws IOException {
        stage.write(tree(EntryType.FIFO), folder.resolve("place"), notices::add, Progress.NONE);
        stage.check(tree(EntryType.FIFO), folder.resolve("place"), Progress.NONE);
        stage.force(folder.resolve("place"));
        assertThat(folder.resolve("place/special")).exists();
    }

    @Test
    void aSocketIsMissedByNobody() throws IOException {
        stage.write(tree(EntryType.SOCKET), folder.resolve("place"), notices::add, Progress.NONE);
        stage.check(tree(EntryType.SOCKET), folder.resolve("place"), Progress.NONE);
        assertThat(notices).anySatisfy(notice -> assertThat(notice.path()).isEqualTo(TreePath.of("special")));
    }

    @Test
    void aMissingFileIs() throws IOException {
        stage.write(tree(EntryType.SOCKET), folder.resolve("place"), notices::add, Progress.NONE);
        Files.delete(folder.resolve("place/file"));
        assertThatThrownBy(() -> stage.check(tree(EntryType.SOCKET), folder.resolve("place"), Progress.NONE))
                .isInstanceOf(StagedMismatchException.class);
    }
}
