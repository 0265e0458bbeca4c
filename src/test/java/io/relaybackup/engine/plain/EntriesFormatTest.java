package io.relaybackup.engine.plain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntriesFormatTest {

    private static final String GOLDEN = """
            {"format":"relay-backup-entries","version":1,"root":{"name":"","type":"directory","mode":"0750","uid":1000,"gid":100,"mtime":1758211714.000000000}}
            {"directory":""}
            {"name":"a","type":"directory","mode":"01777","uid":0,"gid":0,"mtime":-0.500000000}
            {"name":"link","type":"symlink","mode":"0777","uid":0,"gid":0,"mtime":-1.000000000,"target":"../na%FFme%0A"}
            {"name":"na%FF%25me","type":"file","size":3,"mode":"04755","uid":1,"gid":2,"mtime":1758211714.266123456,"xattrs":{"user.a":"AP8=","user.b":""},"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","source":{"size":5,"mtime":1758211714.266123456,"ctime":1758211715.000000001,"device":2049,"inode":77,"links":2,"settled":true}}
            {"directory":"a"}
            {"at":148,"directory":""}
            {"files":1,"directories":1,"symlinks":1,"bytes":3,"new":0,"changed":1,"unchanged":0,"added":3,"index":724}
            """;

    private static final Entry ROOT =
            Entry.directory(TreePath.ROOT, new Metadata(0750, 1000, 100, Instant.ofEpochSecond(1758211714), Map.of()));

    @TempDir
    Path folder;

    @Test
    void theFormatIsThis() throws IOException {
        Path file = write(golden());
        assertThat(Files.readString(file)).isEqualTo(GOLDEN);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (EntriesFile read = EntriesFile.open(write(golden()))) {
            assertThat(read.root()).isEqualTo(ROOT);
            assertThat(read.totals()).isEqualTo(new Totals(1, 1, 1, 3, 0, 1, 0, 3));
            assertThat(children(read, TreePath.ROOT)).isEqualTo(goldenRoot());
            assertThat(children(read, TreePath.of("a"))).isEmpty();
            assertThat(read.list(TreePath.of("b"))).isNull();
            assertThat(read.find(TreePath.of("link"))).isEqualTo(goldenRoot().get(1));
            assertThat(read.find(TreePath.of("nothing"))).isNull();
            assertThat(read.find(TreePath.of("link/below"))).isNull();
        }
    }

    @Test
    void theChecksumIsThatOfTheWholeFile() throws IOException {
        Path file = folder.resolve("entries.jsonl");
        EntriesWriter writer = new EntriesWriter(Files.newOutputStream(file), ROOT);
        ContentId id = writer.finish();
        assertThat(id.bytes()).isEqualTo(Sha256.digest().digest(Files.readAllBytes(file)));
    }

    @Test
    void everyDirectoryAndEntryOfALargeTreeIsFoundByTheIndex() throws IOException {
        Map<TreePath, List<Entry>> tree = new TreeMap<>();
        List<Entry> top = new ArrayList<>();
        tree.put(TreePath.ROOT, top);
        for (String name : List.of("a", "a b", "a-b", "b", "crowd", "z")) {
            TreePath directory = TreePath.of(name);
            top.add(Entry.directory(directory, ROOT.metadata()));
            List<Entry> children = new ArrayList<>();
            for (int i = 0; i < (name.equals("crowd") ? 3000 : 300); i++) {
                children.add(
                        i % 3 == 0
                                ? Entry.directory(directory.resolve("%05d".formatted(i)), ROOT.metadata())
                                : Entry.file(directory.resolve("%05d".formatted(i)), i, ROOT.metadata()));
            }
            tree.put(directory, children);
            for (Entry child : children) {
                if (child.isDirectory()) {
                    tree.put(child.path(), List.of(Entry.file(child.path().resolve("x"), 1, ROOT.metadata())));
                }
            }
        }
        try (EntriesFile read = EntriesFile.open(write(tree))) {
            for (Map.Entry<TreePath, List<Entry>> directory : tree.entrySet()) {
                assertThat(children(read, directory.getKey())).isEqualTo(directory.getValue());
                for (Entry child : directory.getValue()) {
                    if (child.path().hashCode() % 10 != 0) {
                        continue;
                    }
                    assertThat(read.find(child.path())).isEqualTo(child);
                }
            }
            assertThat(read.find(TreePath.of("crowd/00001x"))).isNull();
            assertThat(read.find(TreePath.of("zz"))).isNull();
            assertThat(read.list(TreePath.of("crowd/00001"))).isNull();
        }
    }

    @Test
    void aFileThatIsCutAnywhereIsDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(write(golden()));
        Path cut = folder.resolve("cut.jsonl");
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> EntriesFile.open(cut).close())
                    .as("cut after %d bytes", length)
                    .isInstanceOf(CorruptBackupException.class)
                    .hasMessageContaining("entries.jsonl");
        }
    }

    @Test
    void aVersionToComeIsRefusedByItsNumber() throws IOException {
        Path file = write(golden());
        Files.writeString(file, GOLDEN.replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(() -> EntriesFile.open(file))
                .isInstanceOf(CorruptBackupException.class)
                .hasMessageContaining("format version 2");
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        Path file = write(golden());
        rewrite(file, GOLDEN.replace("\"gid\":2,", "\"gid\":2,\"x\":{},").replace("\"new\":0", "\"old\":[],\"new\":0"));
        try (EntriesFile read = EntriesFile.open(file)) {
            assertThat(children(read, TreePath.ROOT)).hasSize(3);
        }
    }

    @Test
    void namesOutOfOrderOrOutOfTheTreeAreDamage() throws IOException {
        assertDamagedListing("\"link\"", "\"0ink\"", "out of order");
        assertDamagedListing("\"link\"", "\"a%2Fb\"", "slash");
        assertDamagedListing("\"name\":\"link\"", "\"name\":\"..\"", "'..'");
        assertDamagedListing("\"type\":\"symlink\"", "\"type\":\"sumlink\"", "unknown type sumlink");
        assertDamagedListing("\"mtime\":-1.000000000", "\"mtime\":-1.00000000", "nine decimals");
    }

    private void assertDamagedListing(String from, String to, String message) throws IOException {
        Path file = write(golden());
        rewrite(file, GOLDEN.replace(from, to));
        try (EntriesFile read = EntriesFile.open(file)) {
            assertThatThrownBy(() -> children(read, TreePath.ROOT))
                    .isInstanceOf(CorruptBackupException.class)
                    .hasMessageContaining(message);
        }
    }

    /** With the place of the index set right. */
    private static void rewrite(Path file, String document) throws IOException {
        int index = document.indexOf("{\"at\"");
        Files.writeString(file, document.replaceFirst("\"index\":\\d+", "\"index\":" + index));
    }

    private static Map<TreePath, List<Entry>> golden() {
        Metadata plain = new Metadata(0777, 0, 0, Instant.ofEpochSecond(-1), Map.of());
        Metadata sticky = new Metadata(01777, 0, 0, Instant.ofEpochSecond(-1, 500_000_000), Map.of());
        Instant time = Instant.ofEpochSecond(1758211714, 266123456);
        Metadata rich = new Metadata(
                04755, 1, 2, time, new TreeMap<>(Map.of("user.b", RawText.EMPTY, "user.a", RawText.of(new byte[] {
                    0, (byte) 0xff
                }))));
        SourceStamp stamp = new SourceStamp(5, time, Instant.ofEpochSecond(1758211715, 1), 2049, 77, 2, true);
        Entry file = new Entry(
                TreePath.percentDecoded("na%FF%25me"),
                EntryType.FILE,
                3,
                rich,
                null,
                ContentId.sha256(Sha256.digest().digest("abc".getBytes(StandardCharsets.UTF_8))),
                stamp);
        Map<TreePath, List<Entry>> tree = new TreeMap<>();
        tree.put(
                TreePath.ROOT,
                List.of(
                        Entry.directory(TreePath.of("a"), sticky),
                        Entry.symlink(TreePath.of("link"), RawText.percentDecoded("../na%FFme%0A"), plain),
                        file));
        tree.put(TreePath.of("a"), List.of());
        return tree;
    }

    private static List<Entry> goldenRoot() {
        return requireNonNull(golden().get(TreePath.ROOT));
    }

    private Path write(Map<TreePath, List<Entry>> tree) throws IOException {
        Path file = folder.resolve("entries.jsonl");
        EntriesWriter writer = new EntriesWriter(Files.newOutputStream(file), ROOT);
        for (Map.Entry<TreePath, List<Entry>> directory : tree.entrySet()) {
            EntriesBlock block = new EntriesBlock();
            block.directory(directory.getKey());
            for (Entry entry : directory.getValue()) {
                if (block.lines().length() > 10_000) {
                    writer.append(block);
                    block = new EntriesBlock();
                }
                block.entry(entry, Totals.of(entry, ChangeClass.CHANGED, entry.size()));
            }
            writer.append(block);
        }
        writer.finish();
        return file;
    }

    private static List<Entry> children(EntriesFile file, TreePath directory) throws IOException {
        List<Entry> children = new ArrayList<>();
        try (Listing listing = requireNonNull(file.list(directory))) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                children.add(entry);
            }
        }
        return children;
    }
}
