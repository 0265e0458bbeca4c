package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.engine.tree.TreeSink;
import io.relaybackup.engine.tree.TreeSinkContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySinkTest implements TreeSinkContract {

    @TempDir
    private Path folder;

    private final Queue<TreeProblem> notices = new ConcurrentLinkedQueue<>();

    private Path target() {
        return folder.resolve("target");
    }

    @Override
    public TreeSink newSink() {
        return DirectorySink.into(target(), 4, notices::add);
    }

    @Override
    public FileTree written() throws IOException {
        return DirectoryTree.open(
                target(), CaptureRules.EVERYTHING, CaptureSettings.defaults(), notices::add, Clock.systemUTC());
    }

    @Test
    void writesIntoADirectoryThatIsThereAndLeavesItsOwnMetadata() throws IOException {
        Files.createDirectory(target());
        Files.setAttribute(target(), "unix:mode", 0750);

        newSink().write(MemoryTree.builder().file("a/b", "content").build(), Progress.NONE);

        assertThat(Inode.of(target()).permissions()).isEqualTo(0750);
        assertThat(target().resolve("a/b")).hasContent("content");
    }

    @Test
    void givesTheDirectoryTheMetadataOfTheRootWhenItIsToBecomeIt() throws IOException {
        MemoryTree tree = MemoryTree.builder()
                .directory("", new Metadata(01751, 0, 0, MemoryTree.TIME, Map.of()))
                .file("a", "content")
                .build();

        DirectorySink.as(target(), 1, notices::add).write(tree, Progress.NONE);

        assertThat(Inode.of(target()).permissions()).isEqualTo(01751);
        assertThat(Inode.of(target()).modified()).isEqualTo(MemoryTree.TIME);
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() throws IOException {
        Files.createDirectories(target().resolve("something"));
        MemoryTree tree = MemoryTree.builder().build();

        assertThatThrownBy(() -> newSink().write(tree, Progress.NONE)).isInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void refusesASymlinkInPlaceOfTheTarget() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target(), elsewhere);
        MemoryTree tree = MemoryTree.builder().file("a", "content").build();

        assertThatThrownBy(() -> newSink().write(tree, Progress.NONE)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void neverWritesThroughASymlinkOfTheTree() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Entry link = Entry.symlink(TreePath.of("a"), RawText.utf8(outside.toString()), MemoryTree.SYMLINK);
        Entry directory = Entry.directory(TreePath.of("a"), MemoryTree.DIRECTORY);
        Entry file = Entry.file(TreePath.of("a"), 1, MemoryTree.FILE);
        for (Entry second : List.of(directory, file)) {
            TreeSink sink = DirectorySink.into(folder.resolve("target-" + second.type()), 1, notices::add);
            assertThatThrownBy(() -> sink.write(new Listed(List.of(link, second)), Progress.NONE))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesAnEntryThatIsListedWhereItDoesNotBelong() {
        Entry stray = Entry.file(TreePath.of("elsewhere/a"), 1, MemoryTree.FILE);

        assertThatThrownBy(() -> newSink().write(new Listed(List.of(stray)), Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("elsewhere/a");
    }

    @Test
    void contentIsForItsOwnerAloneUntilItIsWhole() throws IOException {
        MemoryTree tree = MemoryTree.builder()
                .directory("d", new Metadata(0777, 0, 0, MemoryTree.TIME, Map.of()))
                .file("d/f", new byte[300_000], new Metadata(0666, 0, 0, MemoryTree.TIME, Map.of()))
                .build();
        List<Integer> modes = new ArrayList<>();
        newSink().write(tree, new Progress() {
            @Override
            public void advance(long files, long bytes) {
                if (files == 0) {
                    modes.add(mode("d"));
                    modes.add(mode("d/f"));
                }
            }

            @Override
            public void checkCancelled() {}
        });

        assertThat(modes).isNotEmpty().containsOnly(0700, 0600);
        assertThat(mode("d")).isEqualTo(0777);
        assertThat(mode("d/f")).isEqualTo(0666);
    }

    private int mode(String path) {
        try {
            return Inode.of(target().resolve(path)).permissions();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsExtendedAttributes() throws IOException {
        Map<String, RawText> attributes = Map.of("user.comment", RawText.percentDecoded("%FF%00x"));
        Metadata metadata = new Metadata(0400, 0, 0, MemoryTree.TIME, attributes);
        MemoryTree tree = MemoryTree.builder()
                .directory("d", new Metadata(0500, 0, 0, MemoryTree.TIME, attributes))
                .file("d/f", new byte[1], metadata)
                .build();

        newSink().write(tree, Progress.NONE);

        assertThat(ExtendedAttributes.read(target().resolve("d"))).isEqualTo(attributes);
        assertThat(ExtendedAttributes.read(target().resolve("d/f"))).isEqualTo(attributes);
    }

    @Test
    void keepsOwnersWherePermitted() throws IOException {
        Metadata metadata = new Metadata(04711, 4711, 4712, MemoryTree.TIME, Map.of());
        MemoryTree tree = MemoryTree.builder()
                .directory("d", metadata)
                .file("d/f", new byte[1], metadata)
                .symlink("d/l", RawText.utf8("nowhere"), metadata)
                .build();

        newSink().write(tree, Progress.NONE);

        for (String path : List.of("d", "d/f", "d/l")) {
            Inode inode = Inode.of(target().resolve(path));
            if (notices.isEmpty()) {
                assertThat(inode.uid()).isEqualTo(4711);
                assertThat(inode.gid()).isEqualTo(4712);
            }
            if (inode.type() != EntryType.SYMLINK) {
                assertThat(inode.permissions()).isEqualTo(04711);
            }
        }
        assertThat(notices)
                .filteredOn(notice -> notice.message().contains("owner"))
                .allSatisfy(notice -> assertThat(notice.code()).isEqualTo("EPERM"));
    }

    @Test
    void aFractionOfASecondBefore1970IsLostAndReported() throws IOException {
        Instant time = Instant.parse("1969-12-31T23:59:58.25Z");
        Metadata metadata = new Metadata(0644, 0, 0, time, Map.of());

        newSink().write(MemoryTree.builder().file("f", new byte[1], metadata).build(), Progress.NONE);

        assertThat(Inode.of(target().resolve("f")).modified()).isEqualTo(Instant.parse("1969-12-31T23:59:58Z"));
        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.path()).isEqualTo(TreePath.of("f"));
            assertThat(notice.severity()).isEqualTo(TreeProblem.Severity.WARNING);
        });
    }

    @Test
    void whatCannotBeMadeIsANotice() throws IOException {
        MemoryTree tree = MemoryTree.builder()
                .add(new Entry(TreePath.of("ear"), EntryType.SOCKET, 0, MemoryTree.FILE, null, null, null))
                .file("rest", "content")
                .build();

        newSink().write(tree, Progress.NONE);

        assertThat(notices)
                .singleElement()
                .satisfies(notice -> assertThat(notice.message()).contains("socket"));
        assertThat(target()).isDirectoryContaining("glob:**/rest").isDirectoryNotContaining("glob:**/.*");
        assertThat(target().resolve("rest")).hasContent("content");
    }

    @Test
    void timesOfSymlinksLoseTheirLastDigitsOn17AndThatIsReported() throws IOException {
        Metadata metadata = new Metadata(0777, 0, 0, Instant.parse("2026-01-01T00:00:00.123456789Z"), Map.of());
        MemoryTree tree = MemoryTree.builder()
                .add(Entry.symlink(TreePath.of("link"), RawText.utf8("to"), metadata))
                .build();

        newSink().write(tree, Progress.NONE);

        Instant modified = Inode.of(target().resolve("link")).modified();
        assertThat(modified.truncatedTo(ChronoUnit.MICROS)).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
        assertThat(notices.stream().filter(notice -> notice.message().contains("microsecond")))
                .hasSize(modified.equals(metadata.modified()) ? 0 : 1);
    }

    @Test
    void oneAttributeThatIsNotTheUsersDoesNotCostTheOthers() throws IOException {
        Map<String, RawText> attributes = new LinkedHashMap<>();
        attributes.put("security.capability", RawText.utf8("x"));
        attributes.put("user.comment", RawText.utf8("kept"));
        Metadata metadata = new Metadata(0644, 0, 0, Instant.EPOCH, attributes);

        newSink().write(MemoryTree.builder().file("f", new byte[1], metadata).build(), Progress.NONE);

        assertThat(ExtendedAttributes.read(target().resolve("f")))
                .containsExactly(Map.entry("user.comment", RawText.utf8("kept")));
        assertThat(notices).anySatisfy(notice -> assertThat(notice.message()).contains("extended attributes"));
    }

    @Test
    void aTreeThatForgetsAFileIsNotTakenForSuccess() {
        Entry file = Entry.file(TreePath.of("a"), 1, MemoryTree.FILE);
        FileTree forgetful = new Listed(List.of(file)) {
            @Override
            public void read(List<Entry> files, ContentReceiver receiver) {}
        };

        assertThatThrownBy(() -> newSink().write(forgetful, Progress.NONE)).isInstanceOf(IllegalStateException.class);
    }

    /** A tree that lists whatever it is told to, right or wrong. */
    private static class Listed implements FileTree {

        private final List<Entry> entries;

        Listed(List<Entry> entries) {
            this.entries = entries;
        }

        @Override
        public Entry root() {
            return Entry.directory(TreePath.ROOT, MemoryTree.DIRECTORY);
        }

        @Override
        public Listing list(TreePath directory) {
            return Listing.of(directory.isRoot() ? entries : List.of());
        }

        @Override
        public Entry find(TreePath path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream open(Entry file) {
            return new ByteArrayInputStream(new byte[1]);
        }

        @Override
        public void close() {}
    }
}
