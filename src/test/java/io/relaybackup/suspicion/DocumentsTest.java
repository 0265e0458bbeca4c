package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents of JSON, and files that only grow. */
class DocumentsTest {

    private static boolean parses(String name, String content) throws IOException {
        MemoryTree tree = tree(name, content.getBytes(StandardCharsets.UTF_8));
        return JsonCheck.parses(tree, entry(tree, name), Progress.NONE);
    }

    private static MemoryTree tree(String name, byte[] content) {
        return MemoryTree.builder().file(name, content, MemoryTree.FILE).build();
    }

    private static Entry entry(MemoryTree tree, String name) throws IOException {
        return Objects.requireNonNull(tree.find(TreePath.of(name)));
    }

    @Test
    void namesTellWhatIsJson() {
        assertThat(JsonCheck.isAbout(TreePath.of("a/b.json"))).isTrue();
        assertThat(JsonCheck.isAbout(TreePath.of("a/B.JSON"))).isTrue();
        assertThat(JsonCheck.isAbout(TreePath.of("b.jsonl"))).isTrue();
        assertThat(JsonCheck.isAbout(TreePath.of("b.ndjson"))).isTrue();
        assertThat(JsonCheck.isAbout(TreePath.of("b.json.bak"))).isFalse();
    }

    @Test
    void oneDocumentParsesWhole() throws IOException {
        assertThat(parses("a.json", "{\"a\":[1,2,{\"b\":null}]}\n")).isTrue();
        assertThat(parses("a.json", "3")).isTrue();
        for (String broken : new String[] {"", " ", "{", "{\"a\":", "[1,2", "{} {}", "\0\0\0", "{\"a\":1}x", "hello"}) {
            assertThat(parses("a.json", broken)).as(broken).isFalse();
        }
    }

    @Test
    void eachWholeLineParses() throws IOException {
        assertThat(parses("a.jsonl", "{}\n{\"a\":1}\n\n{}\n")).isTrue();
        assertThat(parses("a.jsonl", "{}\n{\"a\":1")).as("still being written").isTrue();
        assertThat(parses("a.jsonl", "{}\n{\"a\":1\n{}\n")).isFalse();
        assertThat(parses("a.jsonl", "{}\ngarbage\n")).isFalse();
        assertThat(parses("a.jsonl", "")).isTrue();
    }

    @Test
    void ofManyLinesTheBeginningAndTheEndAreLookedAt() throws IOException {
        String good = "{\"line\":\"0123456789\"}\n".repeat(1 << 19);

        assertThat(parses("a.jsonl", good)).isTrue();
        assertThat(parses("a.jsonl", good + "garbage\n")).isFalse();
        assertThat(parses("a.jsonl", "garbage\n" + good)).isFalse();
    }

    private static boolean isKept(byte[] before, byte[] after) throws IOException {
        MemoryTree old = tree("f", before);
        MemoryTree now = tree("f", after);
        return OldPart.isKept(old, entry(old, "f"), now, entry(now, "f"), Progress.NONE);
    }

    @Test
    void theOldPartOfAFileThatOnlyGrowsStays() throws IOException {
        byte[] old = new byte[3_000_001];
        new Random(1).nextBytes(old);

        assertThat(isKept(old, old)).isTrue();
        assertThat(isKept(old, Arrays.copyOf(old, 3_500_000))).isTrue();
        assertThat(isKept(old, Arrays.copyOf(old, 3_000_000))).isFalse();
        assertThat(isKept(new byte[0], old)).isTrue();
        for (int at : new int[] {0, 1 << 20, 3_000_000}) {
            byte[] changed = Arrays.copyOf(old, 3_500_000);
            changed[at] ^= 1;
            assertThat(isKept(old, changed)).as("byte %d", at).isFalse();
        }
    }

    /** A thousand of them were a backup of five minutes. */
    @Test
    void manyBrokenDocumentsTakeNoLongerThanOne() throws IOException {
        MemoryTree.Builder before = MemoryTree.builder();
        MemoryTree.Builder after = MemoryTree.builder();
        for (int i = 100; i < 200; i++) {
            before.file(i + ".json", "{}".getBytes(StandardCharsets.UTF_8), MemoryTree.FILE);
            after.file(i + ".json", (i == 150 ? "[]" : "{").getBytes(StandardCharsets.UTF_8), MemoryTree.FILE);
        }
        MemoryTree good = before.build();
        MemoryTree now = after.build();
        List<ComponentChanges.Pair> pairs = new ArrayList<>();
        for (int i = 100; i < 200; i++) {
            pairs.add(new ComponentChanges.Pair(entry(good, i + ".json"), entry(now, i + ".json")));
        }
        long began = System.nanoTime();

        List<Entry> broken = new BrokenDocuments(good, now, Progress.NONE).among(pairs);

        assertThat(broken).hasSize(99);
        assertThat(broken.get(0).path().toString()).isEqualTo("100.json");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
