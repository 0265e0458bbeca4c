package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreePathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/a", "//", "a//b", "a//", "/a/b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b",
                "a\0b", "a/\0"
            })
    void whatCouldLeadElsewhereIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2e%2e", "a/%2E%2E/b", "%2Fetc", "a%2F%2Fb", "a%00b", "%", "%4", "%zz", "a/%"})
    void escapesDoNotHideWhatIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.percentDecoded(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".hidden", "..data", "a/...", "a b", "-rf", "~", "*", "a\nb", "\\"})
    void unusualNamesAreNames(String path) {
        assertThat(TreePath.of(path).text()).isEqualTo(RawText.utf8(path));
    }

    @Test
    void oneSlashAtTheEndIsForgiven() {
        assertThat(TreePath.of("a/b/")).isEqualTo(TreePath.of("a/b"));
    }

    @Test
    void namesAndPathsThatLinuxCouldNotHoldAreRefused() {
        assertThat(TreePath.of("n".repeat(255)).names()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of("n".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of("\u00e9".repeat(128)));
        assertThat(TreePath.of("n/".repeat(2047) + "n").names()).hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of("n/".repeat(2048) + "n"));
    }

    @Test
    void aChildHasOneNameMore() {
        TreePath path = TreePath.ROOT.resolve("a").resolve(RawText.percentDecoded("%FF"));

        assertThat(path.percentEncoded()).isEqualTo("a/%FF");
        assertThat(path.parent()).isEqualTo(TreePath.of("a"));
        assertThat(path.parent().parent()).isEqualTo(TreePath.ROOT);
        assertThat(path.name()).isEqualTo(RawText.percentDecoded("%FF"));
        assertThatIllegalArgumentException().isThrownBy(() -> path.resolve("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> path.resolve(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> path.resolve(""));
    }

    @Test
    void theRootHasNoNameAndIsItsOwnParent() {
        assertThat(TreePath.of("")).isEqualTo(TreePath.ROOT);
        assertThat(TreePath.ROOT.isRoot()).isTrue();
        assertThat(TreePath.ROOT.names()).isEmpty();
        assertThat(TreePath.ROOT.name()).isEqualTo(RawText.EMPTY);
        assertThat(TreePath.ROOT.parent()).isEqualTo(TreePath.ROOT);
    }

    @Test
    void startsWithComparesWholeNames() {
        TreePath path = TreePath.of("a/b");

        assertThat(path.startsWith(TreePath.ROOT)).isTrue();
        assertThat(path.startsWith(TreePath.of("a"))).isTrue();
        assertThat(path.startsWith(path)).isTrue();
        assertThat(path.startsWith(TreePath.of("a/b/c"))).isFalse();
        assertThat(TreePath.of("ab").startsWith(TreePath.of("a"))).isFalse();
        assertThat(TreePath.of("b").startsWith(TreePath.of("a"))).isFalse();
    }

    @Test
    void pathsAreOrderedAsAWalkMeetsThem() {
        List<TreePath> walk = Stream.of(
                        "", "A", "a", "a/b", "a/b/c", "a/c", "a b", "a-b", "a.b", "a0", "b", "%C3%A9", "%FF")
                .map(TreePath::percentDecoded)
                .toList();

        assertThat(walk).isSorted();
        assertThat(walk.get(0)).isLessThan(walk.get(1));
    }

    @Test
    void thePercentEncodedFormIsLossless() {
        byte[] name = new byte[254];
        for (int b = 1, at = 0; b < 256; b++) {
            if (b != '/') {
                name[at++] = (byte) b;
            }
        }
        TreePath path = TreePath.of("d").resolve(RawText.of(name));

        assertThat(path.percentEncoded()).matches("[A-Za-z0-9._~/%-]+").startsWith("d/%01%02");
        assertThat(TreePath.percentDecoded(path.percentEncoded())).isEqualTo(path);
    }
}
