package io.relaybackup.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarSinkTest {

    private static final String LONG = "a-name-that-is-rather-long-and-goes-on-".repeat(4);

    @TempDir
    private Path directory;

    private static SampleTree everything() {
        return new SampleTree()
                .directory("blockchain", SampleTree.metadata(01750))
                .directory("blockchain/empty", SampleTree.metadata(0500))
                .file("blockchain/chain.jsonl", "{}\n".repeat(100_000))
                .file("blockchain/nothing", "")
                .file("blockchain/setuid", "#!", SampleTree.metadata(04755))
                .symlink("blockchain/dangling", RawText.utf8("../no/such thing"))
                .symlink("blockchain/far", RawText.utf8("../" + LONG))
                .symlink("blockchain/raw", RawText.percentDecoded("t%FF%FEo"))
                .directory("umlaut-%C3%A4%20%0A%25%5C", SampleTree.metadata(0755))
                .file("umlaut-%C3%A4%20%0A%25%5C/" + LONG + "%E2%82%AC", "euro")
                .file("not-utf8-%FF%C3", "raw")
                .file(LONG + "%FF", "long and raw")
                .file("x".repeat(99), "99")
                .file("y".repeat(100), "100")
                .file("z".repeat(101), "101");
    }

    private byte[] tar(SampleTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarSink.plain(out).write(tree, Progress.NONE);
        return out.toByteArray();
    }

    private Path extracted(byte[] archive, String... options) throws Exception {
        Path file = directory.resolve("archive");
        Path target = directory.resolve("target");
        Files.write(file, archive);
        Files.createDirectory(target);
        List<String> command = new ArrayList<>(List.of("tar", "-xpf", file.toString()));
        command.addAll(List.of(options));
        assertThat(Tool.run(target, command.toArray(String[]::new))).isEmpty();
        return target;
    }

    private static List<TarArchiveEntry> entries(byte[] archive) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.add(e);
            }
        }
        return entries;
    }

    @Test
    @RequiresTool("tar")
    void tarUnpacksEveryNameContentModeAndTime() throws Exception {
        Path target = extracted(tar(everything()), "--no-same-owner");
        assertThat(Unpacked.in(target, Unpacked.Times.MICROSECONDS))
                .isEqualTo(Unpacked.expected(everything(), Unpacked.Times.MICROSECONDS));
    }

    @Test
    @RequiresTool("tar")
    void tarUnpacksNanoseconds() throws Exception {
        Path target = extracted(tar(everything()), "--no-same-owner");
        assertThat(Files.getLastModifiedTime(target.resolve("blockchain/chain.jsonl"))
                        .toInstant())
                .isEqualTo(SampleTree.TIME);
    }

    @Test
    @RequiresTool("zstd")
    void zstdUnpacksTheSameTar() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarSink.zstd(out).write(everything(), Progress.NONE);
        try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(in.readAllBytes()).isEqualTo(tar(everything()));
        }
        Path file = Files.write(directory.resolve("archive.tar.zst"), out.toByteArray());
        assertThat(Tool.run(directory, "zstd", "-t", "-q", file.toString())).isEmpty();
        assertThat(out.size()).isLessThan(10_000);
    }

    @Test
    @RequiresTool("python3")
    void pythonReadsEveryNameAsItsBytes() throws Exception {
        Path file = Files.write(directory.resolve("archive.tar"), tar(everything()));
        String names = Tool.run(directory, "python3", "-c", """
                import sys, tarfile
                for m in tarfile.open(sys.argv[1]):
                  print(m.name.encode('utf-8', 'surrogateescape').hex())
                """, file.toString());
        List<String> expected = new ArrayList<>();
        for (Entry entry : everything().all()) {
            if (!entry.path().isRoot()) {
                expected.add(
                        java.util.HexFormat.of().formatHex(entry.path().text().bytes()));
            }
        }
        assertThat(names.lines()).containsExactlyElementsOf(expected);
    }

    @Test
    @RequiresTool("tar")
    void hardLinksAreKept() throws Exception {
        SampleTree tree = new SampleTree()
                .file("a", "same")
                .linked("a", 1, 3)
                .directory("d")
                .file("d/b", "same")
                .linked("d/b", 1, 3)
                .file("d/c", "same")
                .linked("d/c", 1, 3);
        Path target = extracted(tar(tree), "--no-same-owner");
        assertThat(Files.getAttribute(target.resolve("a"), "unix:nlink")).isEqualTo(3);
        assertThat(Unpacked.in(target, Unpacked.Times.MICROSECONDS))
                .isEqualTo(Unpacked.expected(tree, Unpacked.Times.MICROSECONDS));
    }

    @Test
    void aHardLinkThatWasCapturedWithOtherContentIsAFileOfItsOwn() throws Exception {
        SampleTree tree = new SampleTree()
                .file("a", "old!")
                .linked("a", 1, 2)
                .file("b", "new!")
                .linked("b", 1, 2)
                .file("c", "longer")
                .linked("c", 2, 2)
                .file("d", "long")
                .linked("d", 2, 2);
        assertThat(entries(tar(tree))).extracting(TarArchiveEntry::isLink).containsOnly(false);
    }

    @Test
    @RequiresTool("tar")
    void aLinkWithALongTargetIsKept() throws Exception {
        SampleTree tree = new SampleTree()
                .file(LONG + "%FF", "same")
                .linked(LONG + "%FF", 1, 2)
                .file("b", "same")
                .linked("b", 1, 2);
        // "b" comes after the long name, which starts with "a".
        Path target = extracted(tar(tree), "--no-same-owner");
        assertThat(Files.getAttribute(target.resolve("b"), "unix:nlink")).isEqualTo(2);
    }

    @Test
    void numbersThatTheHeaderHasNoRoomForAreKept() throws Exception {
        Metadata large = new Metadata(0644, -2, Integer.MAX_VALUE, Instant.parse("1969-12-31T23:59:58.5Z"), Map.of());
        Metadata late = new Metadata(0644, 07777777, 010000000, Instant.parse("2300-01-01T00:00:00Z"), Map.of());
        List<TarArchiveEntry> entries =
                entries(tar(new SampleTree().file("a", "", large).file("b", "", late)));
        assertThat(entries.get(0).getLongUserId()).isEqualTo(4_294_967_294L);
        assertThat(entries.get(0).getLongGroupId()).isEqualTo(Integer.MAX_VALUE);
        assertThat(entries.get(0).getLastModifiedTime().toInstant()).isEqualTo(large.modified());
        assertThat(entries.get(1).getLongUserId()).isEqualTo(07777777);
        assertThat(entries.get(1).getLongGroupId()).isEqualTo(010000000);
        assertThat(entries.get(1).getLastModifiedTime().toInstant()).isEqualTo(late.modified());
    }

    @Test
    @RequiresTool("tar")
    void tarReadsLargeOwnersAndLateTimes() throws Exception {
        Metadata metadata = new Metadata(0644, -2, 010000000, Instant.parse("2300-01-01T00:00:00Z"), Map.of());
        Path file = Files.write(directory.resolve("archive.tar"), tar(new SampleTree().file("a", "", metadata)));
        assertThat(Tool.run(directory, "tar", "--numeric-owner", "--full-time", "-tvf", file.toString()))
                .isEqualTo("-rw-r--r-- 4294967294/2097152 0 2300-01-01 00:00:00 a\n");
    }

    @Test
    @RequiresTool("tar")
    void extendedAttributesAreKeptAsTheirBytes() throws Exception {
        Metadata metadata = new Metadata(
                0600,
                0,
                0,
                SampleTree.TIME,
                Map.of("user.comment", RawText.utf8("grüße"), "user.raw", RawText.percentDecoded("%00%FF=%0A")));
        byte[] archive = tar(new SampleTree().file("a", "", metadata));
        assertThat(new String(archive, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains(" SCHILY.xattr.user.raw=\0\u00ff=\n\n")
                .contains(" SCHILY.xattr.user.comment=gr\u00c3\u00bc\u00c3\u009fe\n");
        Path file = Files.write(directory.resolve("archive.tar"), archive);
        assertThat(Tool.run(directory, "tar", "--xattrs", "-tvvf", file.toString()))
                .contains("x:", "user.comment", "user.raw");
    }

    @Test
    void pipesAreKeptAndSocketsAndDevicesLeftOut() throws Exception {
        SampleTree tree = new SampleTree()
                .special("fifo", EntryType.FIFO)
                .special("null", EntryType.CHARACTER_DEVICE)
                .special("sda", EntryType.BLOCK_DEVICE)
                .special("socket", EntryType.SOCKET);
        List<TarArchiveEntry> entries = entries(tar(tree));
        assertThat(entries).extracting(TarArchiveEntry::getName).containsExactly("fifo");
        assertThat(entries.get(0).isFIFO()).isTrue();
    }

    @Test
    void anEmptyTreeIsAnEmptyTar() throws Exception {
        assertThat(tar(new SampleTree())).hasSize(1024).containsOnly(0);
    }

    @Test
    @RequiresTool("tar")
    void contentThatDoesNotMatchItsChecksumLeavesAnArchiveThatEveryReaderRefuses() throws Exception {
        for (int size : new int[] {1, 3, 511, 512, 513, 100_000}) {
            SampleTree tree = damaged(size);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> TarSink.plain(out).write(tree, Progress.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'damaged' is not what was recorded");
            assertThatThrownBy(() -> entries(out.toByteArray())).isInstanceOf(IOException.class);
            Path file = Files.write(directory.resolve("archive.tar"), out.toByteArray());
            assertThat(Tool.fails(directory, "tar", "-tf", file.toString())).contains("Unexpected EOF");
        }
    }

    @Test
    @RequiresTool("tar")
    void troubleBetweenFilesLeavesAnArchiveThatEveryReaderRefuses() throws Exception {
        SampleTree tree = new SampleTree()
                .file("a", "fine")
                .file(Entry.file(TreePath.of("gone"), 3, SampleTree.metadata(0600)), () -> {
                    throw new UncheckedIOException(new IOException("gone"));
                });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> TarSink.plain(out).write(tree, Progress.NONE)).hasMessageContaining("gone");
        Path file = Files.write(directory.resolve("archive.tar"), out.toByteArray());
        assertThat(Tool.fails(directory, "tar", "-tf", file.toString())).contains("Skipping to next header");
    }

    @Test
    void aBrokenZstandardFrameHasNoEnd() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> TarSink.zstd(out).write(damaged(3), Progress.NONE))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decompressed(out)).isInstanceOf(IOException.class);
    }

    private static SampleTree damaged(int size) {
        Entry file = Entry.file(TreePath.of("damaged"), size, SampleTree.metadata(0600))
                .withContentId(ContentId.sha256("00".repeat(32)));
        return new SampleTree()
                .file("a", "x".repeat(100_000))
                .file(file, () -> new ByteArrayInputStream(new byte[size]))
                .file("z", "after");
    }

    private static byte[] decompressed(ByteArrayOutputStream out) throws IOException {
        try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            return in.readAllBytes();
        }
    }

    @Test
    void cancellingEndsItInTheMiddleOfAFile() {
        Progress cancelled = new Progress() {
            private long bytes;

            @Override
            public void advance(long files, long more) {
                bytes += more;
            }

            @Override
            public void checkCancelled() {
                if (bytes > 0) {
                    throw new CancellationException();
                }
            }
        };
        SampleTree tree = new SampleTree().file("a", "x".repeat(1_000_000));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> TarSink.plain(out).write(tree, cancelled)).isInstanceOf(CancellationException.class);
        assertThat(out.size()).isLessThan(500_000);
    }
}
