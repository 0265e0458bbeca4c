package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SelectedTreeTest {

    private static final ContentId ID = ContentId.opaque(new byte[] {1});

    private final MemoryTree tree = MemoryTree.builder()
            .file("a/b/c", "1")
            .file("a/b/d", "2")
            .file("a/x", "3")
            .file("ab", "4")
            .file("z/y", "5")
            .change("", entry -> entry.withContentId(ID))
            .change("a", entry -> entry.withContentId(ID))
            .change("a/b", entry -> entry.withContentId(ID))
            .build();

    private static List<String> paths(FileTree tree) throws IOException {
        return TreeText.of(tree, TreeText.Detail.CONTENT).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static SelectedTree select(FileTree tree, String... paths) {
        return SelectedTree.of(tree, Stream.of(paths).map(TreePath::of).toList());
    }

    @Test
    void holdsWhatIsSelectedWithAllBelowAndTheDirectoriesThatLeadThere() throws IOException {
        assertThat(paths(select(tree, "a/b"))).containsExactly("a", "a/b", "a/b/c", "a/b/d");
        assertThat(paths(select(tree, "a/b/d", "z"))).containsExactly("a", "a/b", "a/b/d", "z", "z/y");
        assertThat(paths(select(tree, "ab"))).containsExactly("ab");
        assertThat(paths(select(tree, ""))).isEqualTo(paths(tree));
    }

    @Test
    void whatIsNotThereSelectsNothing() throws IOException {
        assertThat(paths(select(tree))).isEmpty();
        assertThat(paths(select(tree, "missing", "ab/below-a-file"))).isEmpty();
        assertThat(select(tree, "ab/below-a-file").find(TreePath.of("ab"))).isNull();
    }

    @Test
    void dropsTheIdsOfDirectoriesThatItFilters() throws IOException {
        SelectedTree part = select(tree, "a/b");

        assertThat(part.root().contentId()).isNull();
        assertThat(part.find(TreePath.of("a"))).extracting(Entry::contentId).isNull();
        assertThat(part.find(TreePath.of("a/b"))).extracting(Entry::contentId).isEqualTo(ID);
        try (Listing children = part.list(TreePath.ROOT)) {
            assertThat(children.next()).extracting(Entry::contentId).isNull();
        }
    }

    @Test
    void neitherFindsNorListsWhatIsLeftOut() throws IOException {
        SelectedTree part = select(tree, "a/b");

        assertThat(part.find(TreePath.of("a/x"))).isNull();
        assertThat(part.find(TreePath.of("z"))).isNull();
        assertThat(part.find(TreePath.of("a/b/c"))).isNotNull();
        assertThatThrownBy(() -> part.list(TreePath.of("z"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTestLeavesOutWhatFailsItWithAllBelow() throws IOException {
        SelectedTree part = SelectedTree.where(tree, path -> !path.name().equals(RawText.utf8("b")));

        assertThat(paths(part)).containsExactly("a", "a/x", "ab", "z", "z/y");
        assertThat(part.find(TreePath.of("a/b/c"))).isNull();
        assertThat(part.find(TreePath.of("a"))).extracting(Entry::contentId).isNull();
        assertThat(part.root().contentId()).isNull();
        assertThatThrownBy(() -> part.list(TreePath.of("a/b"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void closesTheOtherTree() throws IOException {
        select(tree, "a").close();

        assertThat(tree.isClosed()).isTrue();
    }

    private static MemoryTree withMore() {
        return SampleTree.builder()
                .file("left-out/file", "content")
                .file("deep/left-out", "content".getBytes(StandardCharsets.UTF_8), MemoryTree.FILE)
                .build();
    }

    @Nested
    final class ByTest implements FileTreeContract {

        @Override
        public FileTree holding(MemoryTree sample) {
            return SelectedTree.where(withMore(), path -> !path.name().equals(RawText.utf8("left-out")));
        }
    }

    @Nested
    final class ByPath implements FileTreeContract {

        @Override
        public FileTree holding(MemoryTree sample) {
            return SelectedTree.of(
                    withMore(),
                    sample.entries().stream()
                            .map(Entry::path)
                            .filter(path -> !path.equals(TreePath.of("deep")))
                            .toList());
        }
    }
}
