package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SampleTree;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurabilityTest {

    @TempDir
    private Path folder;

    private final List<Path> otherwise = new ArrayList<>();

    private SyncCommand command(String... line) {
        return new SyncCommand(List.of(line), otherwise::add);
    }

    @Test
    void aCommandThatSucceedsIsEnough() throws IOException {
        command("test", "-d").force(folder);

        assertThat(otherwise).isEmpty();
    }

    @Test
    void aCommandThatFailsFallsToTheOtherWay() throws IOException {
        command("false").force(folder);

        assertThat(otherwise).containsExactly(folder);
    }

    @Test
    void aCommandThatIsNotThereFallsToTheOtherWay() throws IOException {
        command("no-such-command-anywhere").force(folder);

        assertThat(otherwise).containsExactly(folder);
    }

    @Test
    void aNameThatNoCommandLineCanSpellFallsToTheOtherWay() throws IOException {
        Path odd = RawPaths.resolve(folder, RawText.of(new byte[] {'a', (byte) 0xff}));
        Files.createDirectory(odd);

        command("true").force(odd);

        assertThat(otherwise).containsExactly(odd);
    }

    @Test
    void whenNeitherWayWorksThatIsAnError() {
        IOException full = new IOException("the disk is gone");
        Durability durability = new SyncCommand(List.of("false"), root -> {
            throw full;
        });

        assertThatThrownBy(() -> durability.force(folder)).isSameAs(full);
    }

    @Test
    @RequiresTool("sync")
    void theRealCommandIsUnderstoodHere() throws IOException {
        new SyncCommand(otherwise::add).force(folder);

        assertThat(otherwise).isEmpty();
    }

    @Test
    void eachFileOfATreeCanBeForced() throws IOException {
        DiskSample.write(SampleTree.create(), folder);

        Durability.eachFile(8).force(folder);
    }

    @Test
    void whatIsNotThereCannotBeForced() {
        assertThatThrownBy(() -> Durability.eachFile(2).force(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Durability.fastest(2).force(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void symlinksAreNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nowhere"));

        Durability.eachFile(2).force(folder);
    }

    @Test
    void atLeastOneThreadIsNeeded() {
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.eachFile(0));
    }
}
