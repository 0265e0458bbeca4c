package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RawPathsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.json",
                "with space",
                "per%cent",
                "quest?ion#hash",
                "line\nbreak",
                "caf\u00e9",
                "\u6f22\u5b57",
                "\uD83D\uDE00",
                "%FF%FE",
                "back\\slash",
                "\uFFFD"
            })
    void aNameComesBackAsItWasGiven(String name) throws IOException {
        comesBack(RawText.utf8(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"na%FFme", "%80", "%C3", "%ED%A0%80", "%01%02%7F", "%C0%AF"})
    void aNameThatIsNotUtf8ComesBackByteForByte(String percentEncoded) throws IOException {
        comesBack(RawText.percentDecoded(percentEncoded));
    }

    private void comesBack(RawText name) throws IOException {
        Path file = RawPaths.resolve(folder, name);
        Files.writeString(file, "content");

        assertThat(file.getParent()).isEqualTo(folder);
        assertThat(RawPaths.nameOf(file)).isEqualTo(name);
        assertThat(namesIn(folder)).containsExactly(name);
    }

    @Test
    void everyByteMayStandInAName() throws IOException {
        List<RawText> names = new ArrayList<>();
        for (int b = 1; b < 256; b++) {
            if (b != '/') {
                RawText name = RawText.of(new byte[] {'n', (byte) b});
                Files.createFile(RawPaths.resolve(folder, name));
                names.add(name);
            }
        }

        assertThat(namesIn(folder)).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void aTreePathLeadsThroughDirectoriesOfAnyName() throws IOException {
        TreePath path = TreePath.percentDecoded("a/%FFb/c%0A/d.txt");
        Path file = RawPaths.resolve(folder, path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "content", StandardCharsets.UTF_8);

        Path step = folder;
        for (RawText name : path.names()) {
            assertThat(namesIn(step)).containsExactly(name);
            step = RawPaths.resolve(step, name);
        }
        assertThat(Files.readString(step)).isEqualTo("content");
        assertThat(RawPaths.resolve(folder, TreePath.ROOT)).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target",
                "../up/and/down",
                "./here",
                ".",
                "..",
                "/",
                "/absolute/target",
                "dir/",
                "/absolute/dir/",
                "a//b",
                "/a//b",
                "a//b//c/",
                "a/%FF/b",
                "%FF",
                "../%FF/",
                "/%FF/x",
                "a//%FF//b/",
                "line%0Abreak",
                "caf%C3%A9/",
                "%25FF",
                "a%20b"
            })
    void aLinkTargetComesBackByteForByte(String percentEncoded) throws IOException {
        RawText target = RawText.percentDecoded(percentEncoded);
        Path link = folder.resolve("link");

        RawPaths.createLink(link, target);

        assertThat(RawPaths.readLink(link)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "//a", "a///b", "/a////b//"})
    void moreSlashesThanTheJdkKeepsMayBecomeFewer(String text) throws IOException {
        Path link = folder.resolve("link");

        RawPaths.createLink(link, RawText.utf8(text));

        assertThat(RawPaths.readLink(link).toString().replaceAll("/+", "/")).isEqualTo(text.replaceAll("/+", "/"));
    }

    private static List<RawText> namesIn(Path directory) throws IOException {
        List<RawText> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            children.forEach(child -> names.add(RawPaths.nameOf(child)));
        }
        return names;
    }
}
