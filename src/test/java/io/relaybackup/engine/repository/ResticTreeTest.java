package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.directory.ExtendedAttributes;
import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Trees against those of the original, byte for byte. */
@RequiresTool({"restic", Restic.RECENT, "setfattr"})
class ResticTreeTest {

    private static final String PASSWORD = "secret";

    /** What versions before 0.17 do not write. */
    private static final String RAW_TARGET = ",\"linktarget_raw\":\"[^\"]*\"";

    @TempDir
    private Path folder;

    private Restic restic(String program, ZoneId zone) throws Exception {
        Restic restic = new Restic(program, folder.resolve("repository"), PASSWORD);
        restic.run("init");
        return restic.in(zone);
    }

    /** The tree of the newest snapshot. */
    private static Digest root(Restic restic) throws Exception {
        JsonNode snapshots = Json.MAPPER.readTree(restic.run("-q", "snapshots", "--json"));
        return Digest.parse(snapshots.get(snapshots.size() - 1).get("tree").asString());
    }

    private static byte[] blob(Restic restic, Digest tree) throws Exception {
        return restic.run("-q", "cat", "blob", tree.toString()).getBytes(StandardCharsets.UTF_8);
    }

    private static NodeJson json(ZoneId zone) throws IOException {
        return new NodeJson(zone, Owners.read(Path.of("/etc/passwd"), Path.of("/etc/group")));
    }

    /** The node as a capture of the live folder would have it. */
    private static Node captured(Path live, Node node) throws IOException {
        Path path = RawPaths.resolve(live, node.entry().path());
        Inode inode = Inode.of(path);
        boolean link = inode.type() == EntryType.SYMLINK;
        boolean special = !link && !inode.isDirectory() && !inode.isRegularFile();
        Map<String, RawText> extended = link || special ? Map.of() : ExtendedAttributes.read(path);
        Entry entry = new Entry(
                node.entry().path(),
                inode.type(),
                inode.isRegularFile() ? inode.size() : 0,
                inode.metadata(extended),
                link ? RawPaths.readLink(path) : null,
                null,
                inode.stamp(true),
                device(path, inode.type()));
        return new Node(entry, node.content(), node.subtree());
    }

    private static long device(Path path, EntryType type) throws IOException {
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        return device && Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS) instanceof Long number
                ? number
                : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Vienna", "Australia/Adelaide", "America/New_York"})
    void oddFilesBecomeTheSameBytes(String zone) throws Exception {
        Path live = OddFiles.make(folder.resolve("live"));
        ZoneId zoneId = ZoneId.of(zone);
        Restic restic = restic(Restic.RECENT, zoneId);
        restic.at(live).run("backup", ".");
        assertThat(compared(restic, live, json(zoneId), false)).isGreaterThan(60);
    }

    @Test
    void olderVersionsHaveLessToSayOfLinks() throws Exception {
        Path live = OddFiles.make(folder.resolve("live"));
        Restic restic = restic(Restic.COMMON, ZoneId.of("Europe/Vienna"));
        restic.at(live).run("backup", ".");
        assertThat(compared(restic, live, json(ZoneId.of("Europe/Vienna")), true))
                .isGreaterThan(60);
    }

    private static int compared(Restic restic, Path live, NodeJson json, boolean old) throws Exception {
        int nodes = 0;
        Deque<Node> folders = new ArrayDeque<>();
        TreePath path = TreePath.ROOT;
        Digest tree = root(restic);
        while (tree != null) {
            byte[] theirs = blob(restic, tree);
            TreeReader reader = new TreeReader(theirs, path, "tree " + tree.shortened());
            TreeBuilder read = new TreeBuilder();
            TreeBuilder captured = new TreeBuilder();
            for (Node node = reader.next(); node != null; node = reader.next()) {
                nodes++;
                read.add(json.write(node));
                captured.add(json.write(captured(live, node)));
                if (node.subtree() != null) {
                    folders.add(node);
                }
            }
            assertSame(read.blob(), theirs, old);
            assertSame(captured.blob(), theirs, old);
            Node next = folders.poll();
            tree = next == null ? null : next.subtree();
            path = next == null ? path : next.entry().path();
        }
        return nodes;
    }

    private static void assertSame(byte[] ours, byte[] theirs, boolean old) {
        // Line by line, so that a difference can be read.
        String[] ourLines = lines(ours, old);
        String[] theirLines = lines(theirs, old);
        for (int i = 0; i < Math.min(ourLines.length, theirLines.length); i++) {
            assertThat(ourLines[i]).isEqualTo(theirLines[i]);
        }
        assertThat(ourLines).hasSameSizeAs(theirLines);
    }

    private static String[] lines(byte[] tree, boolean old) {
        String text = new String(tree, StandardCharsets.UTF_8);
        String spelled = old
                ? text.replaceAll(RAW_TARGET, "")
                        // By number until Go 1.22, and what a client lost of a target stays lost.
                        .replace("\\b", "\\u0008")
                        .replace("\\f", "\\u000c")
                        .replace("\ufffd", "\\ufffd")
                        // Go 1.19 knew an older Unicode.
                        .replace("\\\\U0001fae8", Character.toString(0x1fae8))
                : text;
        return spelled.split("(?<=\\},)(?=\\{\"name\")", -1);
    }

    /** Where a character stops or starts to be printable, both sides of it are names here. */
    @Test
    void theSameCharactersAreEscaped() throws Exception {
        Path live = Files.createDirectory(folder.resolve("live"));
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder("x");
        boolean last = false;
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            boolean printable = PrintableCharacters.contains(c);
            if (printable != last && c != '/') {
                append(name, c - 1);
                append(name, c);
            }
            last = printable;
            if (name.length() > 50) {
                names.add(name.toString());
                name.setLength(1);
            }
        }
        names.add(name.toString());
        for (String each : names) {
            Files.createFile(RawPaths.resolve(live, RawText.utf8(each)));
        }
        Restic restic = restic(Restic.RECENT, ZoneId.of("UTC"));
        restic.at(live).run("backup", ".");
        assertThat(compared(restic, live, json(ZoneId.of("UTC")), false)).isEqualTo(names.size());
        assertThat(names).hasSizeGreaterThan(30);
    }

    private static void append(StringBuilder name, int codePoint) {
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        if (codePoint > 0 && codePoint != '/' && !surrogate) {
            name.appendCodePoint(codePoint);
        }
    }
}
