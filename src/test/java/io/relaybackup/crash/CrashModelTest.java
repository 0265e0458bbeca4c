package io.relaybackup.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which disks a power cut may leave, by examples small enough to know all of them. */
class CrashModelTest {

    private Scratch scratch;
    private Path real;
    private Recorder recorder;
    private Path root;

    @BeforeEach
    void make() throws IOException {
        scratch = Scratch.make();
        real = scratch.directory("real");
        Files.writeString(real.resolve("old"), "old");
        recorder = Recorder.of(real);
        root = recorder.root();
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    private static void write(Path file, String text, boolean force) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            if (force) {
                channel.force(true);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What may be on the disk after the last step, each as its names and contents in order. */
    private Set<String> disks() throws IOException {
        Set<String> disks = new TreeSet<>();
        recorder.mark("end");
        CrashReport report = CrashTrial.quiet(scratch, (disk, told) -> {
                    if (told.contains("end")) {
                        disks.add(text(disk));
                    }
                })
                .run(recorder.recording());
        assertThat(report.failures()).isEmpty();
        return disks;
    }

    private static String text(Path disk) throws IOException {
        StringBuilder text = new StringBuilder();
        try (var all = Files.walk(disk)) {
            for (Path each : all.sorted().toList()) {
                if (Files.isRegularFile(each)) {
                    text.append(disk.relativize(each)).append('=');
                    text.append(Files.readString(each).replace('\0', '0')).append(' ');
                }
            }
        }
        return text.toString();
    }

    @Test
    void bytesThatAreNotForcedAreThereOrMissingOrCutOrZeros() throws IOException {
        write(root.resolve("a"), "abcd", false);
        force(root);
        assertThat(disks())
                .containsExactlyInAnyOrder("a= old=old ", "a=ab old=old ", "a=abcd old=old ", "a=0000 old=old ");
    }

    @Test
    void aNameThatIsNotForcedMayBeMissingThoughTheContentIsForced() throws IOException {
        write(root.resolve("a"), "abcd", true);
        assertThat(disks()).containsExactlyInAnyOrder("old=old ", "a=abcd old=old ");
    }

    @Test
    void aRenameIsWholeAndMayBeUndone() throws IOException {
        write(root.resolve("a"), "new", true);
        force(root);
        Files.move(root.resolve("a"), root.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(disks()).containsExactlyInAnyOrder("a=new old=old ", "old=new ");
    }

    @Test
    void aLaterChangeOfAnotherNameMayComeFirst() throws IOException {
        write(root.resolve("a"), "a", true);
        Files.delete(root.resolve("old"));
        assertThat(disks()).containsExactlyInAnyOrder("old=old ", "a=a old=old ", "", "a=a ");
    }

    @Test
    void whatWasForcedStays() throws IOException {
        write(root.resolve("a"), "a", true);
        Files.delete(root.resolve("old"));
        force(root);
        assertThat(disks()).containsExactly("a=a ");
    }

    @Test
    void forcingTheDirectoryThatARenameLeavesDoesNotKeepIt() throws IOException {
        Files.createDirectory(root.resolve("to"));
        force(root);
        Files.move(root.resolve("old"), root.resolve("to/new"));
        force(root);
        assertThat(disks()).containsExactlyInAnyOrder("old=old ", "to/new=old ");
    }

    @Test
    void aRenameThatIsForcedStaysWithTheChangesBeforeItOfTheSameNames() throws IOException {
        Files.createDirectory(root.resolve("to"));
        force(root);
        write(root.resolve("a"), "a", true);
        Files.move(root.resolve("a"), root.resolve("b"));
        Files.move(root.resolve("b"), root.resolve("to/c"));
        force(root.resolve("to"));
        assertThat(disks()).containsExactly("old=old to/c=a ");
    }

    @Test
    void aHardLinkIsTheSameFile() throws IOException {
        Files.createLink(root.resolve("link"), root.resolve("old"));
        force(root);
        write(root.resolve("link"), "NEW", true);
        assertThat(disks()).containsExactly("link=NEW old=NEW ");
    }

    @Test
    void whoGoesRoundTheRecordingIsFoundOut() throws IOException {
        Files.writeString(real.resolve("unseen"), "");
        assertThatThrownBy(() -> recorder.recording()).hasMessageContaining("made by nobody");
        assertThatThrownBy(() -> root.toFile()).isInstanceOf(UnsupportedOperationException.class);
    }
}
