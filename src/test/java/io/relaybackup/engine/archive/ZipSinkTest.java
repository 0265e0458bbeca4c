package io.relaybackup.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.testing.RequiresTool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.X7875_NewUnix;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipSinkTest {

    @TempDir
    private Path directory;

    private static SampleTree everything() {
        return new SampleTree()
                .directory("blockchain", SampleTree.metadata(01750))
                .directory("blockchain/empty", SampleTree.metadata(0500))
                .file("blockchain/chain.jsonl", "{}\n".repeat(100_000))
                .file("blockchain/nothing", "")
                .file("blockchain/one", "1", SampleTree.metadata(0604))
                .symlink("blockchain/dangling", RawText.utf8("../no/such thing"))
                .symlink("blockchain/raw", RawText.percentDecoded("t%FF%FEo"))
                .directory("umlaut-%C3%A4%20%25%5C", SampleTree.metadata(0755))
                .file("umlaut-%C3%A4%20%25%5C/" + "long-".repeat(40) + "%E2%82%AC", "euro");
    }

    private static byte[] zip(SampleTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ZipSink(out).write(tree, Progress.NONE);
        return out.toByteArray();
    }

    private Path saved(byte[] archive) throws IOException {
        return Files.write(directory.resolve("archive.zip"), archive);
    }

    private List<ZipArchiveEntry> entries(byte[] archive) throws IOException {
        List<ZipArchiveEntry> entries = new ArrayList<>();
        try (ZipFile zip = ZipFile.builder().setPath(saved(archive)).get()) {
            zip.getEntriesInPhysicalOrder().asIterator().forEachRemaining(entries::add);
        }
        return entries;
    }

    private static List<String> namesAsAStream(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                in.readAllBytes();
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    @RequiresTool("unzip")
    void unzipUnpacksEveryNameContentModeAndTime() throws Exception {
        Path file = saved(zip(everything()));
        Path target = Files.createDirectory(directory.resolve("target"));
        Tool.run(target, "unzip", "-q", "-K", file.toString());
        Map<String, String> expected = Unpacked.expected(everything(), Unpacked.Times.SECONDS);
        Map<String, String> unpacked = Unpacked.in(target, Unpacked.Times.SECONDS);
        // unzip gives symlinks the time of unpacking.
        expected.replaceAll((path, line) -> line.replaceFirst("^symlink \\S+", "symlink"));
        unpacked.replaceAll((path, line) -> line.replaceFirst("^symlink \\S+", "symlink"));
        assertThat(unpacked).isEqualTo(expected);
    }

    @Test
    @RequiresTool("python3")
    void pythonFindsEveryChecksumRight() throws Exception {
        Path file = saved(zip(everything()));
        assertThat(Tool.run(directory, "python3", "-m", "zipfile", "-t", file.toString()))
                .isEqualTo("Done testing\n");
    }

    @Test
    void aReaderThatCannotSeekFindsTheSame() throws Exception {
        byte[] archive = zip(everything());
        assertThat(namesAsAStream(archive))
                .hasSize(9)
                .containsExactlyElementsOf(
                        entries(archive).stream().map(ZipArchiveEntry::getName).toList());
    }

    @Test
    void ownersAndTimesBeforeTheOldestOfTheFormatAreKept() throws Exception {
        Metadata old = new Metadata(0644, -2, 70_000, Instant.parse("1969-12-31T23:59:58Z"), Map.of());
        Metadata late = new Metadata(0644, 0, 0, Instant.parse("2050-06-07T08:09:10Z"), Map.of());
        Metadata later = new Metadata(0644, 0, 0, Instant.parse("3000-01-01T00:00:00Z"), Map.of());
        List<ZipArchiveEntry> entries = entries(
                zip(new SampleTree().file("a", "", old).file("b", "", late).file("c", "", later)));
        X7875_NewUnix owner = (X7875_NewUnix) entries.get(0).getExtraField(new X7875_NewUnix().getHeaderId());
        assertThat(owner.getUID()).isEqualTo(4_294_967_294L);
        assertThat(owner.getGID()).isEqualTo(70_000);
        assertThat(entries.get(0).getLastModifiedTime().toInstant()).isEqualTo(old.modified());
        assertThat(entries.get(1).getTimeLocal()).isEqualTo("2050-06-07T08:09:10");
        assertThat(entries.get(2).getTimeLocal()).isEqualTo("2107-12-31T23:59:58");
    }

    @Test
    void namesThatAreNotUtf8AreEscapedAndStayUnique() throws Exception {
        SampleTree tree = new SampleTree()
                .directory("d%FF%2525")
                .file("d%FF%2525/x%25", "a percent sign alone is left alone")
                .file("na%25FFme", "really called so")
                .file("na%FFme", "escaped twice, because the other is really called so")
                .file("%C3%A4%C3", "what can be read stays");
        assertThat(entries(zip(tree)))
                .extracting(ZipArchiveEntry::getName)
                .containsExactly("d%FF%2525/", "d%FF%2525/x%", "na%FFme", "%6E%61%25%46%46%6D%65", "ä%C3");
    }

    @Test
    void anEscapedNameMayBeLongerThanAFileSystemTakes() throws Exception {
        String name = "%FF".repeat(255);
        assertThat(entries(zip(new SampleTree().file(name, ""))))
                .extracting(ZipArchiveEntry::getName)
                .containsExactly(name);
    }

    @Test
    void hardLinksBecomeFilesAndWhatIsNoFileIsLeftOut() throws Exception {
        SampleTree tree = new SampleTree()
                .file("a", "same")
                .linked("a", 1, 2)
                .file("b", "same")
                .linked("b", 1, 2)
                .special("fifo", EntryType.FIFO)
                .special("null", EntryType.CHARACTER_DEVICE);
        assertThat(entries(zip(tree))).extracting(ZipArchiveEntry::getName).containsExactly("a", "b");
    }

    /** The large files themselves would take minutes. */
    @Test
    @RequiresTool({"python3", "unzip"})
    void filesThatAreAnnouncedAsLargeAreRead() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleTree tree = everything();
        try (ZipWriter writer = new ZipWriter(out, new ZipNames(tree), 1)) {
            EntryWalk.through(tree, writer, Progress.NONE);
            writer.finish();
        }
        Path file = saved(out.toByteArray());
        assertThat(Tool.run(directory, "unzip", "-t", file.toString())).contains("No errors detected");
        assertThat(Tool.run(directory, "python3", "-m", "zipfile", "-t", file.toString()))
                .isEqualTo("Done testing\n");
    }

    @Test
    void largeNumbersStandInTheDirectoryAsTheyAre() throws Exception {
        long size = 5L << 32;
        byte[] header = new ZipHeader("a", 0100600, SampleTree.metadata(0600))
                .deflated(true)
                .central(1, size + 1, size, size + 2);
        LittleEndian expected = new LittleEndian()
                .int16(1)
                .int16(24)
                .int64(size)
                .int64(size + 1)
                .int64(size + 2);
        assertThat(header).containsSequence(expected.bytes());
    }

    @Test
    @RequiresTool("unzip")
    void moreEntriesThanTheOldFormatCountsAreThere() throws Exception {
        SampleTree tree = new SampleTree();
        for (int i = 0; i < 70_000; i++) {
            tree.file("file-" + i, "");
        }
        Path file = saved(zip(tree));
        assertThat(Tool.run(directory, "unzip", "-l", file.toString())).contains("70000 files");
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            assertThat(zip.getEntry("file-69999")).isNotNull();
        }
    }

    @Test
    void anEmptyTreeIsAnEmptyZip() throws Exception {
        assertThat(zip(new SampleTree())).hasSize(22);
        assertThat(entries(zip(new SampleTree()))).isEmpty();
    }

    @Test
    @RequiresTool("unzip")
    void contentThatDoesNotMatchItsChecksumLeavesAnArchiveThatEveryReaderRefuses() throws Exception {
        SampleTree tree = new SampleTree()
                .file("a", "fine")
                .file(
                        Entry.file(TreePath.of("damaged"), 3, SampleTree.metadata(0600))
                                .withContentId(ContentId.sha256("00".repeat(32))),
                        () -> new ByteArrayInputStream("bad".getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new ZipSink(out).write(tree, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'damaged' is not what was recorded");
        assertThatThrownBy(() -> entries(out.toByteArray())).isInstanceOf(IOException.class);
        Path file = saved(out.toByteArray());
        assertThat(Tool.fails(directory, "unzip", "-l", file.toString())).contains("End-of-central-directory");
    }
}
