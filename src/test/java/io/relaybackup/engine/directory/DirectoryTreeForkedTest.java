package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.relaybackup.engine.tree.CollectedContent;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SampleTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.engine.tree.TreeText;
import io.relaybackup.engine.tree.TreeText.Detail;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the process: its locale, its limits, its user. */
final class DirectoryTreeForkedTest {

    @TempDir
    private Path folder;

    private static DirectoryTree open(Path root) throws IOException {
        return DirectoryTree.open(
                root,
                CaptureRules.EVERYTHING,
                LiveFolder.SETTINGS,
                problem -> System.out.println(problem.severity() + " " + problem.code() + " " + problem.path()),
                Clock.systemUTC());
    }

    /** Writes the sample in this JVM, spells what comes back, and compares. */
    static final class RoundTrip {
        public static void main(String[] arguments) throws IOException {
            Path target = Path.of(arguments[0]);
            DirectorySink.into(target, 2, RoundTrip::tell).write(SampleTree.create(), Progress.NONE);
            try (DirectoryTree tree = open(target)) {
                List<String> found = TreeText.of(tree, Detail.CONTENT);
                List<String> expected = TreeText.of(SampleTree.create(), Detail.CONTENT);
                System.out.println(found.equals(expected) ? "same" : found + "\nrather than\n" + expected);
            }
        }

        /** All but what Java 17 does to every symlink. */
        private static void tell(TreeProblem notice) {
            if (!notice.message().contains("microsecond")) {
                System.out.println(notice.message());
            }
        }
    }

    @Test
    void namesOfAnyBytesSurviveInALocaleThatKnowsOnlyAscii() throws Exception {
        Path target = folder.resolve("target");

        String output = new ForkedJvm(List.of(), Map.of("LC_ALL", "POSIX")).run(RoundTrip.class, target.toString());

        assertThat(output).isEqualTo("same");
        try (DirectoryTree tree = open(target)) {
            assertThat(TreeText.of(tree, Detail.CONTENT)).isEqualTo(TreeText.of(SampleTree.create(), Detail.CONTENT));
        }
    }

    /** Lists and reads a whole tree, and counts. */
    static final class Walk {

        private static int directories;
        private static int files;

        public static void main(String[] arguments) throws IOException {
            try (DirectoryTree tree = open(Path.of(arguments[0]))) {
                walk(tree, TreePath.ROOT);
            }
            System.out.println(directories + " directories, " + files + " files");
        }

        private static void walk(FileTree tree, TreePath directory) throws IOException {
            directories++;
            try (Listing children = tree.list(directory)) {
                for (Entry child = children.next(); child != null; child = children.next()) {
                    if (child.isDirectory()) {
                        walk(tree, child.path());
                    } else {
                        CollectedContent content = new CollectedContent();
                        tree.read(List.of(child), content);
                        files += content.contents().size();
                        content.failures().forEach((path, e) -> System.out.println("failed " + path + " " + e));
                    }
                }
            }
        }
    }

    private static final ForkedJvm FEW_DESCRIPTORS =
            new ForkedJvm(List.of("sh", "-c", "ulimit -n 250 && exec \"$0\" \"$@\""), Map.of());

    @Test
    void fiveThousandDirectoriesAreReadWithFewDescriptors() throws Exception {
        for (int i = 0; i < 5000; i++) {
            Path directory = Files.createDirectories(folder.resolve("d" + i % 50 + "/e" + i));
            Files.writeString(directory.resolve("file"), "content");
        }

        assertThat(FEW_DESCRIPTORS.run(Walk.class, folder.toString())).isEqualTo("5051 directories, 5000 files");
    }

    @Test
    void aTreeOfDepth500IsReadWithFewDescriptors() throws Exception {
        Path directory = folder;
        for (int i = 0; i < 500; i++) {
            directory = Files.createDirectory(directory.resolve("d"));
            Files.writeString(directory.resolve("a"), "before the directory");
            Files.writeString(directory.resolve("z"), "behind the directory");
        }

        assertThat(FEW_DESCRIPTORS.run(Walk.class, folder.toString())).isEqualTo("501 directories, 1000 files");
    }

    @Test
    @RequiresTool("setpriv")
    void whatCannotBeReadIsAnErrorWithItsCodeAndTheRestIsRead() throws Exception {
        assumeTrue(Inode.of(folder).uid() == 0, "only root can become somebody else");
        Files.setAttribute(folder, "unix:mode", 0755);
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.writeString(closed.resolve("file"), "content");
        Path unsearchable = Files.createDirectory(folder.resolve("unsearchable"));
        Files.writeString(unsearchable.resolve("file"), "content");
        Path secret = Files.writeString(folder.resolve("secret"), "content");
        Files.writeString(folder.resolve("open"), "content");
        Files.setAttribute(closed, "unix:mode", 0000);
        Files.setAttribute(unsearchable, "unix:mode", 0744);
        Files.setAttribute(secret, "unix:mode", 0600);

        String output = new ForkedJvm(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), Map.of())
                .run(Walk.class, folder.toString());

        assertThat(output.lines())
                .containsExactly(
                        "ERROR EACCES closed",
                        "failed secret java.nio.file.AccessDeniedException: " + secret,
                        "ERROR EACCES unsearchable/file",
                        "3 directories, 1 files");
    }
}
