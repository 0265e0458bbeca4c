package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a restore would lose, where the files were changed just before they were saved. */
class SourceCheckTest {

    private static final Scope SCOPE = new Scope(List.of(Region.of(TreePath.of("users"))), List.of());

    private static final Instant CHANGED = Instant.parse("2026-11-23T03:00:00.123456789Z");

    /** As a repository keeps it of a young file. */
    private static final Instant UNKNOWN = Instant.parse("0001-01-01T00:00:00Z");

    private static MemoryTree tree(String content, Instant changed, boolean settled) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        MemoryTree plain =
                MemoryTree.builder().file("users/a", bytes, MemoryTree.FILE).build();
        Entry file = Objects.requireNonNull(plain.find(TreePath.of("users/a")));
        SourceStamp stamp = new SourceStamp(bytes.length, MemoryTree.TIME, changed, 1, 7, 1, settled);
        return MemoryTree.builder()
                .directory("users")
                .file(file.withStamp(stamp), bytes)
                .build();
    }

    private static @Nullable String difference(MemoryTree saved, MemoryTree live) throws IOException {
        TreePath path = SourceCheck.firstDifference(SCOPE, saved, live, Progress.NONE);
        return path == null ? null : path.toString();
    }

    @Test
    void aYoungFileThatARepositorySavedIsAsItWas() throws IOException {
        assertThat(difference(tree("old", UNKNOWN, false), tree("old", CHANGED, true)))
                .isNull();
    }

    @Test
    void aYoungFileWithOtherBytesIsNot() throws IOException {
        assertThat(difference(tree("old", UNKNOWN, false), tree("new", CHANGED, true)))
                .isEqualTo("users/a");
    }

    @Test
    void ofOneThatWasSettledTheStampTells() throws IOException {
        assertThat(difference(tree("old", CHANGED, true), tree("old", CHANGED, true)))
                .isNull();
        assertThat(difference(tree("old", CHANGED, true), tree("old", CHANGED.plusMillis(1), true)))
                .isEqualTo("users/a");
    }
}
