package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.directory.CaptureRules.Treatment;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a live directory is an entry, and what is said of the rest. */
final class DirectoryTreeRulesTest {

    @TempDir
    private Path folder;

    private LiveFolder live;

    @BeforeEach
    void layOut() throws IOException {
        live = new LiveFolder(folder);
    }

    private DirectoryTree open(CaptureRules rules) throws IOException {
        return live.open(rules, LiveFolder.SETTINGS, Clock.systemUTC());
    }

    @Test
    void socketsAreLeftOutWithAWarning() throws IOException {
        live.file("file", "content");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(live.path("socket")));
            try (DirectoryTree tree = live.open()) {
                assertThat(LiveFolder.list(tree, "")).containsExactly("file");
                assertThat(tree.find(TreePath.of("socket"))).isNull();
            }
        }
        assertThat(live.problems())
                .hasSize(2)
                .containsOnly(TreeProblem.warning(TreePath.of("socket"), "left out, as it is a socket"));
    }

    @Test
    @RequiresTool("mkfifo")
    void fifosAreLeftOutWithAWarningUnlessTheyAreAskedFor() throws Exception {
        DirectoryTreeSafetyTest.fifo(live.path("pipe"));
        try (DirectoryTree tree = live.open()) {
            assertThat(LiveFolder.list(tree, "")).isEmpty();
        }
        assertThat(live.problems())
                .containsExactly(TreeProblem.warning(TreePath.of("pipe"), "left out, as it is a fifo"));

        CaptureSettings settings = LiveFolder.SETTINGS.withSpecial(Set.of(EntryType.FIFO));
        try (DirectoryTree tree = live.open(CaptureRules.EVERYTHING, settings, Clock.systemUTC())) {
            assertThat(LiveFolder.entry(tree, "pipe").type()).isEqualTo(EntryType.FIFO);
        }
    }

    @Test
    void whatTheRulesExcludeIsNeitherListedNorFoundNorMentioned() throws IOException {
        live.file("in/file", "content");
        live.file("out/file", "content");
        live.file("in/out", "content");
        List<String> asked = new CopyOnWriteArrayList<>();
        try (DirectoryTree tree = open(path -> {
            asked.add(path.toString());
            return path.name().toString().equals("out") ? Treatment.EXCLUDED : Treatment.INCLUDED;
        })) {
            assertThat(LiveFolder.list(tree, "")).containsExactly("in");
            assertThat(LiveFolder.list(tree, "in")).containsExactly("file");
            assertThat(tree.find(TreePath.of("out"))).isNull();
            assertThat(tree.find(TreePath.of("out/file"))).isNull();
            assertThat(tree.find(TreePath.of("in/out"))).isNull();
        }
        assertThat(live.problems()).isEmpty();
        assertThat(asked).doesNotContain("", "out/file");
    }

    @Test
    void reservedNamesAreLeftOutWithAWarning() throws IOException {
        live.file("backup-manifest.json", "{}");
        try (DirectoryTree tree = open(path -> Treatment.RESERVED)) {
            assertThat(LiveFolder.list(tree, "")).isEmpty();
            assertThat(tree.find(TreePath.of("backup-manifest.json"))).isNull();
        }
        assertThat(live.problems())
                .containsExactly(
                        TreeProblem.warning(TreePath.of("backup-manifest.json"), "left out, as its name is reserved"));
    }

    @Test
    void theRootMayBeReachedThroughASymlink() throws IOException {
        live.file("real/file", "content");
        Path link = Files.createSymbolicLink(live.path("link"), live.path("real"));
        try (DirectoryTree tree = DirectoryTree.open(
                link, CaptureRules.EVERYTHING, LiveFolder.SETTINGS, problem -> {}, Clock.systemUTC())) {
            assertThat(LiveFolder.list(tree, "")).containsExactly("file");
            assertThat(LiveFolder.read(tree, "file").text("file")).isEqualTo("content");
        }
    }

    @Test
    void aRootThatIsNotThereOrNoDirectoryIsRefused() throws IOException {
        Path file = live.file("file", "content");
        assertThatThrownBy(() -> open(live.path("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> open(file)).isInstanceOf(NotDirectoryException.class);
    }

    private static void open(Path root) throws IOException {
        DirectoryTree.open(root, CaptureRules.EVERYTHING, LiveFolder.SETTINGS, problem -> {}, Clock.systemUTC())
                .close();
    }

    @Test
    void aRootThatGoesAwayIsAnError() throws IOException {
        LiveFolder gone = new LiveFolder(folder.resolve("source"));
        try (DirectoryTree tree = gone.open()) {
            Files.delete(folder.resolve("source"));

            assertThatThrownBy(tree::root).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> tree.list(TreePath.ROOT)).isInstanceOf(NoSuchFileException.class);
        }
    }
}
