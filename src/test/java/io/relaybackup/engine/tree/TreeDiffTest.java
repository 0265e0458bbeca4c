package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.Difference.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

final class TreeDiffTest {

    private static List<String> diff(FileTree before, FileTree after, ContentComparison comparison) throws IOException {
        List<String> lines = new ArrayList<>();
        TreeDiff.between(before, after, comparison, d -> lines.add(d.kind() + " " + d.path()), Progress.NONE);
        return lines;
    }

    private static List<String> diff(MemoryTree.Builder before, MemoryTree.Builder after) throws IOException {
        return diff(before.build(), after.build(), ContentComparison.BYTES);
    }

    @Test
    void aTreeDoesNotDifferFromItself() throws IOException {
        List<String> lines = diff(SampleTree.create(), SampleTree.create(), ContentComparison.BYTES);

        assertThat(lines).hasSameSizeAs(SampleTree.create().entries()).allMatch(line -> line.startsWith("UNCHANGED "));
    }

    @Test
    void namesWhatWasAddedAndRemovedWithAllBelowInOrder() throws IOException {
        MemoryTree.Builder before =
                MemoryTree.builder().file("a/1", "x").file("b", "x").file("gone/in/here", "x");
        MemoryTree.Builder after =
                MemoryTree.builder().file("a/1", "x").file("a/2/3", "x").file("b", "x");

        assertThat(diff(before, after))
                .containsExactly(
                        "UNCHANGED a",
                        "UNCHANGED a/1",
                        "ADDED a/2",
                        "ADDED a/2/3",
                        "UNCHANGED b",
                        "REMOVED gone",
                        "REMOVED gone/in",
                        "REMOVED gone/in/here");
    }

    @Test
    void namesOfAnyBytesAreComparedAsBytes() throws IOException {
        MemoryTree.Builder before = MemoryTree.builder().file("%C3%A9", "x").file("a", "x");
        MemoryTree.Builder after =
                MemoryTree.builder().file("%C3%A9", "x").file("%FF", "x").file("B", "x");

        List<Kind> kinds = new ArrayList<>();
        TreeDiff.between(
                before.build(), after.build(), ContentComparison.BYTES, d -> kinds.add(d.kind()), Progress.NONE);
        assertThat(kinds).containsExactly(Kind.ADDED, Kind.REMOVED, Kind.UNCHANGED, Kind.ADDED);
    }

    @Test
    void aPathThatChangedItsTypeIsRemovedAndAdded() throws IOException {
        assertThat(diff(
                        MemoryTree.builder().file("a/b", "x"),
                        MemoryTree.builder().file("a", "x")))
                .containsExactly("REMOVED a", "REMOVED a/b", "ADDED a");
        assertThat(diff(
                        MemoryTree.builder().symlink("a", "b"),
                        MemoryTree.builder().directory("a")))
                .containsExactly("REMOVED a", "ADDED a");
    }

    @Test
    void tellsChangedContentFromChangedMetadata() throws IOException {
        Metadata other = new Metadata(0600, 0, 0, MemoryTree.TIME, Map.of());
        MemoryTree.Builder before = MemoryTree.builder()
                .file("content", "old")
                .file("metadata", "same")
                .symlink("target", "old");
        MemoryTree.Builder after = MemoryTree.builder()
                .file("content", "new")
                .file("metadata", "same")
                .change("metadata", entry -> entry.withMetadata(other))
                .symlink("target", "new");

        assertThat(diff(before, after))
                .containsExactly("CONTENT_CHANGED content", "METADATA_CHANGED metadata", "CONTENT_CHANGED target");
    }

    @Test
    void noExtendedAttributesMayMeanThatNobodyLooked() throws IOException {
        MemoryTree.Builder before = MemoryTree.builder().file("a", "x").file("b", "x");
        MemoryTree.Builder after = MemoryTree.builder()
                .file("a", "x")
                .change("a", entry -> entry.withMetadata(extended("1")))
                .file("b", "x");

        assertThat(diff(before, after)).containsExactly("UNCHANGED a", "UNCHANGED b");
        assertThat(diff(after, before.change("a", entry -> entry.withMetadata(extended("2")))))
                .containsExactly("METADATA_CHANGED a", "UNCHANGED b");
    }

    @Test
    void aSymlinksTimeCountsToTheMicrosecondBecauseJavaSetsItNoFiner() throws IOException {
        Metadata truncated = at(MemoryTree.TIME.truncatedTo(ChronoUnit.MICROS));
        MemoryTree.Builder before = MemoryTree.builder().symlink("a", "x").symlink("b", "x");
        MemoryTree.Builder after = MemoryTree.builder()
                .symlink("a", "x")
                .change("a", entry -> entry.withMetadata(truncated))
                .symlink("b", "x")
                .change("b", entry -> entry.withMetadata(at(MemoryTree.TIME.plusNanos(1000))));

        assertThat(diff(before, after)).containsExactly("UNCHANGED a", "METADATA_CHANGED b");
    }

    private static Metadata at(Instant modified) {
        return new Metadata(0777, 0, 0, modified, Map.of());
    }

    private static Metadata extended(String value) {
        return new Metadata(0644, 0, 0, MemoryTree.TIME, Map.of("user.a", RawText.utf8(value)));
    }

    @Test
    void equalSizeIsEnoughWhereThatIsAskedFor() throws IOException {
        MemoryTree before =
                MemoryTree.builder().file("a", "old").file("b", "old").build();
        MemoryTree after =
                MemoryTree.builder().file("a", "new").file("b", "longer").build();

        assertThat(diff(before, after, ContentComparison.SIZE)).containsExactly("UNCHANGED a", "CONTENT_CHANGED b");
    }

    @Test
    void aStampProvesOrDoesNot() throws IOException {
        SourceStamp settled = new SourceStamp(3, MemoryTree.TIME, MemoryTree.TIME, 1, 2, 1, true);
        SourceStamp later = new SourceStamp(3, MemoryTree.TIME, Instant.MAX, 1, 2, 1, true);
        MemoryTree before = stamped(settled, settled, settled.unsettled()).build();
        MemoryTree after = stamped(settled, later, settled).build();

        assertThat(diff(before, after, ContentComparison.STAMP))
                .containsExactly("UNCHANGED a", "CONTENT_CHANGED b", "CONTENT_CHANGED c", "CONTENT_CHANGED d");
        assertThat(diff(before, after, ContentComparison.STAMP_OR_BYTES))
                .containsExactly("UNCHANGED a", "UNCHANGED b", "UNCHANGED c", "UNCHANGED d");
    }

    @Test
    void aStampProvesNothingWhereEitherSideWasInFlux() throws IOException {
        SourceStamp settled = new SourceStamp(3, MemoryTree.TIME, MemoryTree.TIME, 1, 2, 1, true);
        MemoryTree before = stamped(settled, settled, settled.unsettled()).build();
        MemoryTree after = stamped(settled, settled.unsettled(), settled)
                .file("b", "new")
                .file("c", "new")
                .change("b", entry -> entry.withStamp(settled.unsettled()))
                .change("c", entry -> entry.withStamp(settled))
                .build();

        assertThat(diff(before, after, ContentComparison.STAMP_OR_BYTES))
                .containsExactly("UNCHANGED a", "CONTENT_CHANGED b", "CONTENT_CHANGED c", "UNCHANGED d");
    }

    private static MemoryTree.Builder stamped(SourceStamp a, SourceStamp b, SourceStamp c) {
        return MemoryTree.builder()
                .file("a", "old")
                .file("b", "old")
                .file("c", "old")
                .file("d", "old")
                .change("a", entry -> entry.withStamp(a))
                .change("b", entry -> entry.withStamp(b))
                .change("c", entry -> entry.withStamp(c));
    }

    @Test
    void idsDecideBeforeAnythingElse() throws IOException {
        IOException broken = new IOException("must not be read");
        MemoryTree before = MemoryTree.builder()
                .file("a", "old")
                .file("b", "old")
                .withDigests()
                .failing("a", broken)
                .failing("b", broken)
                .build();
        MemoryTree after = MemoryTree.builder()
                .file("a", "old")
                .file("b", "new")
                .withDigests()
                .failing("a", broken)
                .failing("b", broken)
                .build();

        for (ContentComparison comparison : ContentComparison.values()) {
            assertThat(diff(before, after, comparison)).containsExactly("UNCHANGED a", "CONTENT_CHANGED b");
        }
    }

    @Test
    void aDigestOnOneSideIsComparedWithTheBytesOfTheOther() throws IOException {
        IOException broken = new IOException("must not be read");
        MemoryTree digests = MemoryTree.builder()
                .file("a", "old")
                .file("b", "old")
                .withDigests()
                .failing("a", broken)
                .failing("b", broken)
                .build();
        MemoryTree bytes =
                MemoryTree.builder().file("a", "old").file("b", "new").build();

        assertThat(diff(digests, bytes, ContentComparison.BYTES)).containsExactly("UNCHANGED a", "CONTENT_CHANGED b");
        assertThat(diff(bytes, digests, ContentComparison.BYTES)).containsExactly("UNCHANGED a", "CONTENT_CHANGED b");
    }

    @Test
    void differentOpaqueIdsSayNothing() throws IOException {
        MemoryTree before = MemoryTree.builder()
                .file("a", "same")
                .change("a", entry -> entry.withContentId(ContentId.opaque(new byte[] {1})))
                .build();
        MemoryTree after = MemoryTree.builder()
                .file("a", "same")
                .change("a", entry -> entry.withContentId(ContentId.opaque(new byte[] {2})))
                .build();

        assertThat(diff(before, after, ContentComparison.BYTES)).containsExactly("UNCHANGED a");
    }

    @Test
    void aDirectoryWithOneIdIsNotLookedInto() throws IOException {
        MemoryTree.Builder builder = MemoryTree.builder()
                .file("d/e/f", "x")
                .change("d", entry -> entry.withContentId(ContentId.opaque(new byte[] {1})))
                .failing("d", new IOException("must not be listed"));

        assertThat(diff(builder, builder)).containsExactly("UNCHANGED d");
    }

    @Test
    void aFileThatIsGoneSinceItWasListedHasChanged() throws IOException {
        MemoryTree before = MemoryTree.builder().file("a", "same").build();
        MemoryTree after = MemoryTree.builder()
                .file("a", "same")
                .failing("a", new NoSuchFileException("a"))
                .build();

        assertThat(diff(before, after, ContentComparison.BYTES)).containsExactly("CONTENT_CHANGED a");
    }

    @Test
    void troubleWithEitherTreeEndsTheComparison() {
        IOException broken = new IOException("broken");
        MemoryTree whole = MemoryTree.builder().file("a/b", "x").build();
        MemoryTree unlisted =
                MemoryTree.builder().file("a/b", "x").failing("a", broken).build();
        MemoryTree unread =
                MemoryTree.builder().file("a/b", "y").failing("a/b", broken).build();

        assertThatThrownBy(() -> diff(whole, unlisted, ContentComparison.SIZE)).isSameAs(broken);
        assertThatThrownBy(() -> diff(unlisted, whole, ContentComparison.SIZE)).isSameAs(broken);
        assertThatThrownBy(() -> diff(whole, unread, ContentComparison.BYTES)).isSameAs(broken);
    }

    @Test
    void canBeCancelled() {
        Progress cancelled = new Progress() {
            @Override
            public void advance(long files, long bytes) {}

            @Override
            public void checkCancelled() {
                throw new CancellationException();
            }
        };

        assertThatThrownBy(() -> TreeDiff.between(
                        SampleTree.create(), SampleTree.create(), ContentComparison.SIZE, d -> {}, cancelled))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void handsOverBothEntries() throws IOException {
        MemoryTree before = MemoryTree.builder().file("a", "old").file("b", "x").build();
        MemoryTree after =
                MemoryTree.builder().file("a", "newer").file("c", "x").build();
        List<Difference> differences = new ArrayList<>();
        TreeDiff.between(before, after, ContentComparison.SIZE, differences::add, Progress.NONE);

        Entry a = Objects.requireNonNull(before.find(TreePath.of("a")));
        assertThat(differences)
                .containsExactly(
                        new Difference(Kind.CONTENT_CHANGED, a, after.find(TreePath.of("a"))),
                        new Difference(Kind.REMOVED, before.find(TreePath.of("b")), null),
                        new Difference(Kind.ADDED, null, after.find(TreePath.of("c"))));
        assertThat(differences.get(0).entry().size()).isEqualTo(5);
    }
}
