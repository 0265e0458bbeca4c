package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.TreeText.Detail;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every {@link TreeSink} promises. */
public interface TreeSinkContract {

    /** A sink of the kind under test that nothing was written to. Called once in each test. */
    TreeSink newSink() throws IOException;

    /** What the sink holds now. The test closes it. */
    FileTree written() throws IOException;

    /** What of an entry this kind of sink keeps. */
    default Detail keeps() {
        return Detail.MODES_AND_TIMES;
    }

    /** Whether names of one file stay names of one file. */
    default boolean keepsHardLinks() {
        return true;
    }

    /** Whether content is compared with what the entry says of it. */
    default boolean checksContent() {
        return true;
    }

    @Test
    default void keepsEverythingOfATree() throws IOException {
        assertKept(SampleTree.create());
    }

    @Test
    default void keepsWhatComesInPiecesOfAnyOrder() throws IOException {
        assertKept(SampleTree.builder()
                .withDigests()
                .reading(MemoryTree.Order.SCATTERED)
                .build());
    }

    @Test
    default void keepsAnEmptyTree() throws IOException {
        assertKept(MemoryTree.builder().build());
    }

    @Test
    default void keepsTimesBefore1970ToTheSecond() throws IOException {
        assertKept(MemoryTree.builder()
                .file("old", new byte[] {1}, new Metadata(0600, 0, 0, Instant.parse("1969-07-20T20:17:40Z"), Map.of()))
                .build());
    }

    @Test
    default void keepsManySmallFiles() throws IOException {
        MemoryTree.Builder builder = MemoryTree.builder();
        for (int i = 0; i < 1000; i++) {
            builder.file("d" + i % 17 + "/e" + i % 5 + "/f" + i, "content of " + i);
        }
        assertKept(builder.withDigests().build());
    }

    private void assertKept(MemoryTree tree) throws IOException {
        newSink().write(tree, Progress.NONE);
        try (FileTree result = written()) {
            assertThat(TreeText.of(result, keeps())).isEqualTo(TreeText.of(tree, keeps()));
        }
    }

    @Test
    default void namesOfOneFileStayNamesOfOneFile() throws IOException {
        SourceStamp shared = new SourceStamp(4, MemoryTree.TIME, MemoryTree.TIME, 1, 77, 3, true);
        MemoryTree.Builder builder = MemoryTree.builder();
        for (String name : List.of("first", "other/second", "third")) {
            builder.file(name, "same").change(name, entry -> entry.withStamp(shared));
        }
        newSink().write(builder.build(), Progress.NONE);

        try (FileTree result = written()) {
            assertThat(TreeText.of(result, Detail.CONTENT)).isEqualTo(TreeText.of(builder.build(), Detail.CONTENT));
            if (keepsHardLinks()) {
                Entry first = result.find(TreePath.of("first"));
                Entry second = result.find(TreePath.of("other/second"));
                assertThat(first != null && second != null && first.isHardLinkOf(second))
                        .isTrue();
            }
        }
    }

    @Test
    default void namesOfOneFileWhoseContentCameOutDifferentAreTwoFiles() throws IOException {
        SourceStamp shared = new SourceStamp(4, MemoryTree.TIME, MemoryTree.TIME, 1, 77, 2, true);
        MemoryTree.Builder builder = MemoryTree.builder()
                .file("a", "read")
                .file("b", "later")
                .withDigests()
                .change("a", entry -> entry.withStamp(shared))
                .change("b", entry -> entry.withStamp(shared));
        newSink().write(builder.build(), Progress.NONE);

        try (FileTree result = written()) {
            assertThat(TreeText.of(result, Detail.CONTENT)).isEqualTo(TreeText.of(builder.build(), Detail.CONTENT));
        }
    }

    @Test
    default void aFileThatCannotBeReadFailsTheWhole() throws IOException {
        IOException broken = new IOException("broken");
        MemoryTree tree = SampleTree.builder().failing("large", broken).build();
        TreeSink sink = newSink();

        assertThatThrownBy(() -> sink.write(tree, Progress.NONE))
                .isInstanceOf(IOException.class)
                .satisfies(
                        e -> assertThat(e == broken || e.getCause() == broken).isTrue());
    }

    @Test
    default void aDirectoryThatCannotBeListedFailsTheWhole() throws IOException {
        IOException broken = new IOException("broken");
        MemoryTree tree = SampleTree.builder().failing("links", broken).build();
        TreeSink sink = newSink();

        assertThatThrownBy(() -> sink.write(tree, Progress.NONE)).isSameAs(broken);
    }

    @Test
    default void contentThatIsNotWhatWasRecordedFailsTheWhole() throws IOException {
        MemoryTree tree = SampleTree.builder()
                .withDigests()
                .change("large", entry -> entry.withContentId(ContentId.sha256(new byte[32])))
                .build();
        TreeSink sink = newSink();
        if (!checksContent()) {
            sink.write(tree, Progress.NONE);
            return;
        }

        assertThatThrownBy(() -> sink.write(tree, Progress.NONE))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("'large'");
    }

    @Test
    default void cancellingEndsTheWriting() throws IOException {
        TreeSink sink = newSink();
        AtomicLong left = new AtomicLong(20);
        Progress cancelled = new Progress() {
            @Override
            public void advance(long files, long bytes) {}

            @Override
            public void checkCancelled() {
                if (left.decrementAndGet() < 0) {
                    throw new CancellationException();
                }
            }
        };

        assertThatThrownBy(() -> sink.write(SampleTree.create(), cancelled)).isInstanceOf(CancellationException.class);
    }

    @Test
    default void progressCountsEveryFileAndByte() throws IOException {
        AtomicLong files = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        MemoryTree tree = SampleTree.create();
        newSink().write(tree, new Progress() {
            @Override
            public void advance(long moreFiles, long moreBytes) {
                files.addAndGet(moreFiles);
                bytes.addAndGet(moreBytes);
            }

            @Override
            public void checkCancelled() {}
        });

        List<Entry> expected = tree.entries().stream().filter(Entry::isFile).toList();
        assertThat(files).hasValue(expected.size());
        assertThat(bytes).hasValue(expected.stream().mapToLong(Entry::size).sum());
    }
}
