package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.CollectedContent;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outside the source is ever read, whatever takes the place of what. */
final class DirectoryTreeSafetyTest {

    @TempDir
    private Path folder;

    private LiveFolder live;

    @BeforeEach
    void layOut() throws IOException {
        live = new LiveFolder(folder.resolve("source"));
        live.file("d/file", "inside");
        live.file("d/sub/file", "inside");
        Files.createDirectories(folder.resolve("outside/sub"));
        Files.writeString(folder.resolve("outside/file"), "outside");
        Files.writeString(folder.resolve("outside/sub/file"), "outside");
        Files.writeString(folder.resolve("outside/secret"), "outside");
    }

    private void replaceBySymlink(String path) throws IOException {
        Path original = live.path(path);
        Path outside = folder.resolve("outside");
        Path target = Files.isDirectory(original) ? outside : outside.resolve("file");
        Files.move(original, folder.resolve("moved-away"));
        Files.createSymbolicLink(original, target);
    }

    @Test
    void aDirectoryThatBecameASymlinkSinceItWasListedIsNotFollowed() throws IOException {
        try (DirectoryTree tree = live.open()) {
            Entry file = LiveFolder.entry(tree, "d/file");
            replaceBySymlink("d");

            assertNotRead(tree, file);
            assertThat(tree.find(TreePath.of("d/file"))).isNull();
            assertThat(LiveFolder.list(tree, "d")).isEmpty();
        }
    }

    @Test
    void aDirectoryThatWasNeverOpenedBeforeItBecameASymlinkIsNotFollowed() throws IOException {
        Entry file;
        try (DirectoryTree tree = live.open()) {
            file = LiveFolder.entry(tree, "d/sub/file");
        }
        try (DirectoryTree tree = live.open()) {
            replaceBySymlink("d/sub");

            assertNotRead(tree, file);
        }
    }

    @Test
    void aFileThatBecameASymlinkIsNotFollowed() throws IOException {
        try (DirectoryTree tree = live.open()) {
            Entry file = LiveFolder.entry(tree, "d/file");
            replaceBySymlink("d/file");

            assertNotRead(tree, file);
            assertThat(LiveFolder.entry(tree, "d/file").type()).isEqualTo(EntryType.SYMLINK);
        }
    }

    private void assertNotRead(DirectoryTree tree, Entry file) throws IOException {
        CollectedContent read = new CollectedContent();
        tree.read(List.of(file), read);

        assertThat(read.contents()).isEmpty();
        assertThat(read.failures().get(file.path())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> tree.open(file).close()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void openDoesNotFollowEither() throws IOException {
        try (DirectoryTree tree = live.open()) {
            Entry file = LiveFolder.entry(tree, "d/sub/file");
            replaceBySymlink("d/sub/file");

            assertThatThrownBy(() -> tree.open(file).close()).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aDirectoryThatBecomesASymlinkInTheMiddleOfItsListingLosesItsDirectoriesAndKeepsItsSecrets()
            throws IOException {
        live.file("d/a", "inside");
        try (DirectoryTree tree = live.open();
                Listing children = tree.list(TreePath.of("d"))) {
            assertThat(children.next()).isNotNull();
            replaceBySymlink("d");

            for (Entry child = children.next(); child != null; child = children.next()) {
                assertThat(child.type()).isEqualTo(EntryType.FILE);
                assertNotRead(tree, child);
            }
        }
        assertThat(live.problems()).anySatisfy(p -> assertThat(p.path()).isEqualTo(TreePath.of("d/sub")));
    }

    @Test
    void aDirectoryThatBecomesASymlinkWhileItsFileIsReadGivesNothingOfTheOther() throws IOException {
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(tree, "d/file", new CollectedContent() {
                private boolean done;

                @Override
                public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
                    if (!done) {
                        done = true;
                        replaceBySymlink("d");
                    }
                    super.chunk(file, offset, content);
                }
            });

            assertThat(read.contents()).isEmpty();
            assertThat(read.failures()).hasSize(1);
        }
    }

    @Test
    void aFileThatNeverHeldStillIsNotGivenTheMetadataOfOneOutside() throws IOException {
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(tree, "d/file", new CollectedContent() {
                private int time;

                @Override
                public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
                    super.chunk(file, offset, content);
                    if (++time < 4) {
                        Files.writeString(live.path("d/file"), "version " + time);
                    } else {
                        replaceBySymlink("d");
                    }
                }
            });

            assertThat(read.timesBegun("d/file")).isEqualTo(4);
            assertThat(read.contents()).isEmpty();
            assertThat(read.failures()).hasSize(1);
        }
    }

    @Test
    void aDirectoryThatIsReplacedByAnotherDirectoryIsReadAsTheOther() throws IOException {
        live.file("new/file", "of the new directory");
        try (DirectoryTree tree = live.open()) {
            assertThat(LiveFolder.list(tree, "d")).containsExactly("file", "sub");
            Entry file = LiveFolder.entry(tree, "d/file");
            Files.move(live.path("d"), folder.resolve("moved-away"));
            Files.move(live.path("new"), live.path("d"));

            CollectedContent read = new CollectedContent();
            tree.read(List.of(file), read);
            assertThat(read.text("d/file")).isEqualTo("of the new directory");
            assertThat(LiveFolder.list(tree, "d")).containsExactly("file");
        }
    }

    @Test
    @RequiresTool("mkfifo")
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFifoInPlaceOfAFileOrADirectoryIsNotWaitedFor() throws Exception {
        try (DirectoryTree tree = live.open()) {
            Entry file = LiveFolder.entry(tree, "d/file");
            Files.delete(live.path("d/file"));
            Files.move(live.path("d/sub"), folder.resolve("moved-away"));
            fifo(live.path("d/file"));
            fifo(live.path("d/sub"));

            assertNotRead(tree, file);
            assertThat(LiveFolder.list(tree, "d/sub")).isEmpty();
        }
    }

    static void fifo(Path path) throws Exception {
        Process mkfifo =
                new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    @Test
    void whoeverSwapsDirectoriesAsFastAsHeCanGetsNothingFromOutsideIntoTheBackup() throws Exception {
        Path d = live.path("d");
        Path away = folder.resolve("away");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("outside"));
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            try {
                while (!over.get()) {
                    Files.move(d, away, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(link, d, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(d, link, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(away, d, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        swapper.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        int read = 0;
        try {
            while (System.nanoTime() < end) {
                read += readOnce();
            }
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(read).isPositive();
    }

    private int readOnce() throws IOException {
        int read = 0;
        try (DirectoryTree tree = live.open();
                Listing children = tree.list(TreePath.of("d"))) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                if (!child.isFile()) {
                    continue;
                }
                CollectedContent content = new CollectedContent();
                tree.read(List.of(child), content);
                for (byte[] bytes : content.contents().values()) {
                    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("inside");
                    read++;
                }
                try (InputStream in = tree.open(child)) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("inside");
                } catch (NoSuchFileException e) {
                    assertThat(child.path().parent()).isEqualTo(TreePath.of("d"));
                }
            }
        }
        return read;
    }
}
