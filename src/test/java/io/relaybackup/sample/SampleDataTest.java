package io.relaybackup.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {

    @TempDir
    Path temp;

    @Test
    void sameSeedGivesSameBytesAndAnotherSeedOthers() throws Exception {
        SampleData sample = SampleData.small();

        assertThat(contentOf(sample, "first")).isEqualTo(contentOf(sample, "second"));
        assertThat(contentOf(new SampleData(43, sample.chainBytes(), sample.users(), sample.channels()), "third"))
                .isNotEqualTo(contentOf(sample, "fourth"));
    }

    @Test
    void hasTheSizesAskedFor() throws Exception {
        SampleData.small().withChainBytes(1_000_000).withChannels(30).layOut(temp);

        assertThat(Files.size(temp.resolve(SampleData.CHAIN))).isBetween(1_000_000L, 1_001_000L);
        try (Stream<Path> channels = Files.list(temp.resolve("channels"))) {
            assertThat(channels).hasSize(30);
        }
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws Exception {
        SampleData.small().layOut(temp);

        for (String key : List.of("security/signal-keys.json", "biometric-encryption-key.dat", "sender-keys.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void chainIsUnbroken() throws Exception {
        SampleData.small().layOut(temp);

        assertThat(ChainVerifier.verify(temp.resolve(SampleData.CHAIN)))
                .isEqualTo(lines().size())
                .isGreaterThan(400);
    }

    @Test
    void anAlteredMissingOrCutLineBreaksTheChain() throws Exception {
        SampleData.small().layOut(temp);
        List<String> lines = lines();
        List<String> altered = new ArrayList<>(lines);
        altered.set(4, lines.get(4).replace("\"amount\":", "\"amount\":1"));
        List<String> missing = new ArrayList<>(lines);
        missing.remove(4);
        List<String> cut = new ArrayList<>(lines);
        cut.set(lines.size() - 1, cut.get(lines.size() - 1).substring(0, 100));

        assertBroken(String.join("\n", altered) + "\n", "line 5: the hash is not that of the line");
        assertBroken(String.join("\n", missing) + "\n", "line 5: ");
        assertBroken(String.join("\n", cut) + "\n", "line " + lines.size() + ": not a whole line");
        assertBroken(String.join("\n", lines), "does not end in a line break");
    }

    @Test
    void writerGoesOnWithTheChainAndLeavesItWhole() throws Exception {
        SampleData.small().layOut(temp);
        int before = lines().size();

        try (LiveWriter writer = LiveWriter.start(temp, 50)) {
            while (writer.rounds() < 50) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        assertThat(ChainVerifier.verify(temp.resolve(SampleData.CHAIN))).isGreaterThanOrEqualTo(before + 50);
        assertThat(temp.resolve(SampleData.VOTES)).content().startsWith("[{\"round\":");
    }

    private void assertBroken(String content, String why) throws IOException {
        Path chain = Files.writeString(temp.resolve("broken.jsonl"), content);
        assertThatIllegalStateException()
                .isThrownBy(() -> ChainVerifier.verify(chain))
                .withMessageContaining(why);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(temp.resolve(SampleData.CHAIN));
    }

    private Map<String, String> contentOf(SampleData sample, String name) throws IOException {
        Path directory = temp.resolve(name);
        sample.layOut(directory);
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        directory.relativize(file).toString(),
                        Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }
}
