package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.TreeText.Detail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link FileTree} promises. */
public interface FileTreeContract {

    /** A tree of the kind under test that holds exactly what the sample holds. The test closes it. */
    FileTree holding(MemoryTree sample) throws IOException;

    /** Whether a directory that is not there lists as empty, with a problem told to somebody. */
    default boolean isLive() {
        return false;
    }

    /** What of an entry survives in this kind of tree. */
    default Detail keeps() {
        return Detail.MODES_AND_TIMES;
    }

    @Test
    default void holdsWhatItWasGiven() throws IOException {
        MemoryTree sample = SampleTree.create();
        try (FileTree tree = holding(sample)) {
            assertThat(TreeText.of(tree, keeps())).isEqualTo(TreeText.of(sample, keeps()));
        }
    }

    @Test
    default void theRootIsADirectoryWithoutAName() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            assertThat(tree.root().path()).isEqualTo(TreePath.ROOT);
            assertThat(tree.root().isDirectory()).isTrue();
            assertThat(tree.find(TreePath.ROOT)).isEqualTo(tree.root());
        }
    }

    @Test
    default void childrenComeInTheOrderOfTheirBytesEachOnce() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            List<RawText> names = new ArrayList<>();
            try (Listing children = tree.list(TreePath.ROOT)) {
                for (Entry child = children.next(); child != null; child = children.next()) {
                    names.add(child.path().name());
                }
                assertThat(children.next()).isNull();
            }
            assertThat(names).isSorted().doesNotHaveDuplicates().contains(RawText.utf8("B"), RawText.utf8("a b"));
        }
    }

    @Test
    default void everyEntryIsFoundWhereItIsListed() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            for (Entry entry : all(tree)) {
                Entry found = tree.find(entry.path());
                assertThat(found == null ? null : found.withStamp(null)).isEqualTo(entry.withStamp(null));
            }
        }
    }

    @Test
    default void whatIsNotThereIsNotFound() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            for (String path : List.of("missing", "missing/below", "a/below-a-file", "empty/missing")) {
                assertThat(tree.find(TreePath.of(path))).as(path).isNull();
            }
        }
    }

    @Test
    default void aPathThroughASymlinkLeadsNowhere() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            assertThat(tree.find(TreePath.of("links/up"))).isNotNull();
            assertThat(tree.find(TreePath.of("links/up/a"))).isNull();
            assertThat(tree.find(TreePath.of("links/up/links/relative"))).isNull();
            assertListsNothing(tree, "links/up", NotDirectoryException.class);
        }
    }

    @Test
    default void onlyADirectoryCanBeListed() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            assertListsNothing(tree, "missing", NoSuchFileException.class);
            assertListsNothing(tree, "a", NotDirectoryException.class);
        }
    }

    private void assertListsNothing(FileTree tree, String path, Class<? extends IOException> otherwise)
            throws IOException {
        if (isLive()) {
            try (Listing children = tree.list(TreePath.of(path))) {
                assertThat(children.next()).isNull();
            }
            return;
        }
        assertThatThrownBy(() -> tree.list(TreePath.of(path))).as(path).isInstanceOf(otherwise);
    }

    @Test
    default void anEmptyDirectoryListsNothing() throws IOException {
        try (FileTree tree = holding(SampleTree.create());
                Listing children = tree.list(TreePath.of("empty"))) {
            assertThat(children.next()).isNull();
        }
    }

    @Test
    default void openAndReadAgree() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            List<Entry> files = files(tree);
            CollectedContent read = new CollectedContent();
            tree.read(files, read);

            assertThat(read.failures()).isEmpty();
            assertThat(read.unfinished()).isEmpty();
            assertThat(read.contents()).hasSameSizeAs(files);
            for (Entry file : files) {
                assertThat(bytes(tree, file))
                        .as("%s", file.path())
                        .isEqualTo(read.contents().get(file.path()));
                assertThat(read.settled(file.path()).size()).isEqualTo(file.size());
            }
        }
    }

    @Test
    default void readingNothingDoesNothing() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            CollectedContent read = new CollectedContent();
            tree.read(List.of(), read);
            assertThat(read.contents()).isEmpty();
        }
    }

    @Test
    default void aFileThatIsGoneFailsAloneAndTheOthersAreRead() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            Entry gone = Entry.file(TreePath.of("never/was"), 3, MemoryTree.FILE);
            List<Entry> files = new ArrayList<>(files(tree));
            files.add(1, gone);
            CollectedContent read = new CollectedContent();
            tree.read(files, read);

            assertThat(read.failures()).containsOnlyKeys(gone.path());
            assertThat(read.failures().get(gone.path())).isInstanceOf(NoSuchFileException.class);
            assertThat(read.contents()).hasSize(files.size() - 1);
            assertThatThrownBy(() -> tree.open(gone).close()).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    default void whatTheReceiverThrowsEndsTheReading() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            IOException full = new IOException("the receiver is full");
            CollectedContent receiver = new CollectedContent() {
                @Override
                public void end(Entry file, Entry settled) throws IOException {
                    throw full;
                }
            };
            List<Entry> files = files(tree);

            assertThatThrownBy(() -> tree.read(files, receiver)).isSameAs(full);
            assertThat(receiver.failures()).isEmpty();
        }
    }

    @Test
    default void equalIdsMeanEqualContent() throws IOException {
        try (FileTree tree = holding(SampleTree.create())) {
            Map<ContentId, byte[]> contents = new HashMap<>();
            for (Entry file : files(tree)) {
                if (file.contentId() == null) {
                    continue;
                }
                byte[] content = bytes(tree, file);
                byte[] other = contents.putIfAbsent(file.contentId(), content);
                assertThat(content).isEqualTo(other == null ? content : other);
                if (file.contentId().isSha256()) {
                    assertThat(file.contentId().bytes()).isEqualTo(MemoryTree.sha256(content));
                }
            }
        }
    }

    @Test
    default void manyThreadsMayReadAtOnce() throws Exception {
        MemoryTree sample = SampleTree.create();
        List<String> expected = TreeText.of(sample, Detail.CONTENT);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (FileTree tree = holding(sample)) {
            List<Callable<List<String>>> readers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                readers.add(() -> {
                    CollectedContent read = new CollectedContent();
                    tree.read(files(tree), read);
                    assertThat(read.failures()).isEmpty();
                    return TreeText.of(tree, Detail.CONTENT);
                });
            }
            for (Future<List<String>> reader : threads.invokeAll(readers)) {
                assertThat(reader.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Entry> all(FileTree tree) throws IOException {
        List<Entry> all = new ArrayList<>();
        addAll(tree, TreePath.ROOT, all);
        return all;
    }

    private static void addAll(FileTree tree, TreePath directory, List<Entry> all) throws IOException {
        try (Listing children = tree.list(directory)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                all.add(child);
                if (child.isDirectory()) {
                    addAll(tree, child.path(), all);
                }
            }
        }
    }

    private static List<Entry> files(FileTree tree) throws IOException {
        return all(tree).stream().filter(Entry::isFile).toList();
    }

    private static byte[] bytes(FileTree tree, Entry file) throws IOException {
        try (InputStream in = tree.open(file)) {
            return in.readAllBytes();
        }
    }
}
