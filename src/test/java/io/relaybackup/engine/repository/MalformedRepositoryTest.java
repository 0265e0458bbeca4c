package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.relaybackup.engine.archive.ZipSink;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Repositories made by somebody who has the key and means ill: each ends in a clear error or in a report, asks for
 * little memory, costs no other backup, and writes nothing outside a restore's target.
 */
@Timeout(60)
class MalformedRepositoryTest {

    private static final int MIB = 1024 * 1024;

    private static final Digest NOTHING = Digest.ofContent(new byte[0]);

    @TempDir
    private Path folder;

    private CraftedRepository crafted;

    @BeforeEach
    void make() {
        crafted = new CraftedRepository();
    }

    private RepositoryStore open() throws IOException {
        return crafted.open(folder.resolve("memory"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Spaces, in a frame that is as small as can be. */
    private static byte[] bomb(String start, long length) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        byte[] spaces = new byte[MIB];
        Arrays.fill(spaces, (byte) ' ');
        try (OutputStream out = new ZstdOutputStream(frame)) {
            out.write(utf8(start));
            for (long left = length; left > 0; left -= MIB) {
                out.write(spaces);
            }
        }
        return frame.toByteArray();
    }

    private static BackupId only(RepositoryStore store) throws IOException {
        assertThat(store.list()).hasSize(1);
        return store.list().get(0).id();
    }

    private void restore(RepositoryStore store, BackupId id) throws IOException {
        Path target = Files.createDirectories(folder.resolve("out")).resolve("target");
        try (FileTree tree = store.open(id)) {
            DirectorySink.into(target, 2, notice -> {}).write(tree, Progress.NONE);
        }
    }

    private void assertNothingOutside() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files).allMatch(file -> file.endsWith("target"));
        }
    }

    /** It can be seen, and says what is wrong. */
    private void assertUseless(Digest tree, String message) throws IOException {
        crafted.finish();
        crafted.snapshot(crafted.tree(CraftedRepository.directory("all", tree)));
        crafted.finish();
        try (RepositoryStore store = open()) {
            BackupId id = only(store);
            Allocation.assertAtMost(
                    100,
                    () -> assertThatThrownBy(() -> restore(store, id))
                            .isInstanceOf(IOException.class)
                            .hasStackTraceContaining(message));
            assertNothingOutside();
            Allocation.assertAtMost(
                    100,
                    () -> assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE)
                                    .damages())
                            .isNotEmpty());
        }
    }

    @Test
    void treesThatWouldFillTheMemoryAreRefused() throws IOException {
        Digest id = Digest.ofContent(utf8("a bomb"));
        long length = 600L * MIB;
        crafted.blob(BlobType.TREE, id, bomb("{\"nodes\":[", length - 10), length);
        assertUseless(id, "more than");
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 10_000_000})
    void framesThatUnpackToSomethingElseAreRefused(long promised) throws IOException {
        Digest id = Digest.ofContent(utf8("a bomb"));
        crafted.blob(BlobType.TREE, id, bomb("{\"nodes\":[", 100L * MIB), promised);
        assertUseless(id, "damaged");
    }

    @ParameterizedTest
    @CsvSource({"0, 2147483000, 0", "2147480000, 3000, 0", "5, 1000000, 0", "0, 100, 2147483647", "0, 2000000000, 100"})
    void placesBeyondAPackAreNothing(long offset, long length, long uncompressed) throws IOException {
        Digest id = Digest.ofContent(utf8("not there"));
        crafted.entry(BlobType.TREE, id, offset, length, uncompressed);
        assertUseless(id, "damaged");
    }

    @ParameterizedTest
    @CsvSource({"-1, 100, 0", "0, 5, 0", "0, -100, 0", "0, 100, -5", "2147483647, 2147483647, 0", "99999999999, 100, 0"
    })
    void indexesThatMakeNoSenseAreToldOfAndNothingIsRemovedByThem(long offset, long length, long uncompressed)
            throws IOException {
        crafted.entry(BlobType.DATA, NOTHING, offset, length, uncompressed);
        Digest id = crafted.finish();
        byte[] json = crafted.files().load(FileKind.INDEX, id);
        assertThatThrownBy(() -> IndexFile.read(FileKind.INDEX.name(id), json, pack -> {}))
                .isInstanceOf(CorruptRepositoryException.class);
        try (RepositoryStore store = open()) {
            assertThat(store.list()).isEmpty();
            assertThat(store.readPortion(0, Duration.ZERO, Progress.NONE).damages())
                    .anySatisfy(damage -> assertThat(damage.path()).startsWith("index/"));
            assertThatThrownBy(() -> store.prune(PruneOptions.DEFAULT, false, Progress.NONE))
                    .isInstanceOf(CorruptRepositoryException.class);
        }
    }

    /** An id is the digest of the content, so this needs an id that lies. */
    @Test
    void treesThatContainThemselvesAreRefused() throws IOException {
        Digest self = Digest.ofContent(utf8("self"));
        crafted.blob(BlobType.TREE, self, utf8("{\"nodes\":[" + CraftedRepository.directory("a", self) + "]}\n"), 0);
        assertUseless(self, "damaged");
    }

    @Test
    void treesThatContainTheirGrandparentAreRefused() throws IOException {
        Digest top = Digest.ofContent(utf8("grandparent"));
        Digest middle = crafted.tree(CraftedRepository.directory("b", top));
        crafted.blob(BlobType.TREE, top, utf8("{\"nodes\":[" + CraftedRepository.directory("a", middle) + "]}\n"), 0);
        assertUseless(top, "damaged");
    }

    /** Not restored, as thousands of directories within each other take minutes to remove again. */
    @Test
    void directoriesDeeperThanAnyPathAreRefused() throws IOException {
        Digest tree = crafted.tree();
        for (int i = 0; i < 10_000; i++) {
            tree = crafted.tree(CraftedRepository.directory("d", tree));
        }
        crafted.finish();
        crafted.snapshot(tree);
        try (RepositoryStore store = open();
                FileTree deep = store.open(only(store))) {
            assertThatThrownBy(() -> descend(deep))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("a path is at most");
            assertThatThrownBy(() -> new ZipSink(OutputStream.nullOutputStream()).write(deep, Progress.NONE))
                    .isInstanceOf(IOException.class);
            assertThat(store.verify(only(store), VerifyLevel.STRUCTURE, Progress.NONE)
                            .damages())
                    .isNotEmpty();
        }
    }

    private static void descend(FileTree tree) throws IOException {
        TreePath path = TreePath.ROOT;
        while (true) {
            try (Listing children = tree.list(path)) {
                Entry child = children.next();
                if (child == null) {
                    return;
                }
                path = child.path();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "",
                "../evil",
                "a/b",
                "/evil",
                "a\\\\x00b",
                "a\\u0000b",
                "\\\\x2e\\\\x2e",
                "\\\\x2e\\\\x2e\\\\x2fevil",
                "\\u002e\\u002e\\u002fevil",
                "\\\\u002e\\\\u002e"
            })
    void namesThatLeadElsewhereAreRefused(String name) throws IOException {
        Digest content = crafted.blob(BlobType.DATA, utf8("evil"));
        assertUseless(crafted.tree(CraftedRepository.file(name, 4, content)), "name");
    }

    @Test
    void aNameThatComesTwiceIsRefused() throws IOException {
        Digest content = crafted.blob(BlobType.DATA, utf8("evil"));
        String link = "{\"name\":\"a\",\"type\":\"symlink\",\"mode\":134218239,\"mtime\":\"2026-11-23T03:00:00Z\","
                + "\"uid\":0,\"gid\":0,\"linktarget\":\"/tmp\",\"content\":null}";
        assertUseless(crafted.tree(link, CraftedRepository.file("a", 4, content)), "comes after");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 5, 1L << 40, Long.MAX_VALUE})
    void sizesThatTheContentDoesNotHaveAreRefused(long size) throws IOException {
        Digest content = crafted.blob(BlobType.DATA, utf8("evil"));
        assertUseless(crafted.tree(CraftedRepository.file("file", size, content)), "should have");
        Path file = folder.resolve("out/target/all/file");
        assertThat(Files.notExists(file) || Files.size(file) == 0).isTrue();
    }

    @Test
    void contentThatIsNowhereIsDamage() throws IOException {
        assertUseless(crafted.tree(CraftedRepository.file("file", 4, NOTHING)), "in no pack");
    }

    @ParameterizedTest
    @EnumSource(
            value = FileKind.class,
            names = {"SNAPSHOT", "INDEX", "LOCK"})
    void filesThatWouldFillTheMemoryAreRefused(FileKind kind) throws IOException {
        byte[] frame = bomb("{\"packs\":[", 600L * MIB);
        byte[] content = new byte[frame.length + 1];
        content[0] = 2;
        System.arraycopy(frame, 0, content, 1, frame.length);
        byte[] sealed = crafted.seal().seal(content);
        Digest id = Digest.ofContent(sealed);
        crafted.storage().put(kind.name(id), ByteBuffer.wrap(sealed));
        Allocation.assertAtMost(
                kind == FileKind.INDEX ? 400 : 60,
                () -> assertThatThrownBy(() -> crafted.files().load(kind, id))
                        .isInstanceOf(CorruptRepositoryException.class)
                        .hasMessageContaining("more than any real one"));
    }

    /** What others cannot read is no reason not to see the rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"time\":\"0000-01-01T00:00:00+01:00\",\"tree\":\"TREE\"}",
                "{\"time\":\"9999-12-31T23:59:59-01:00\",\"tree\":\"TREE\"}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":\"\"}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":17}",
                "{\"time\":\"2026-11-23T03:00:00Z\"}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":\"TREE\",\"paths\":[1]}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":\"TREE\",\"uid\":-1}"
            })
    void snapshotsThatMakeNoSenseHideNoOthers(String json) throws IOException {
        Digest tree = crafted.tree();
        crafted.finish();
        crafted.snapshot(tree);
        crafted.put(FileKind.SNAPSHOT, json.replace("TREE", tree.toString()));
        try (RepositoryStore store = open()) {
            only(store);
            store.usage();
        }
    }

    /** Odd, but they can be told and read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"paths\":[]",
                "\"paths\":[\"\"]",
                "\"paths\":[\"/../../etc\"]",
                "\"paths\":[\"C:\\\\a\"]",
                "\"paths\":[\"/\\u0000\"]",
                "\"tags\":[\"relay.note=\",\"relay.hold=\",\"relay.hold-until=x\",\"relay.root=x\",\"relay.root=\"]",
                "\"tags\":[\"relay.note=%\",\"relay.hold=%zz\",\"relay.component=%\",\"\",\"a,b\"]",
                "\"tags\":[\"relay.root=99999/-1/99999999999/x\",\"relay.root=7777777/0/0/2026-11-23T03:00:00Z\"]",
                "\"hostname\":\"a\\nb\\u0000\"",
                "\"unknown\":{\"a\":[1,2,{\"b\":1e400}]}"
            })
    void oddSnapshotsAreBackups(String field) throws IOException {
        Digest tree = crafted.tree();
        crafted.finish();
        crafted.put(FileKind.SNAPSHOT, "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":\"" + tree + "\"," + field + "}");
        try (RepositoryStore store = open()) {
            StoredBackup backup = store.list().get(0);
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
            store.manifest(backup.id());
            restore(store, backup.id());
            store.annotate(backup.id(), notes -> notes.withNote("seen"));
            assertThat(store.list()).hasSize(1);
            assertNothingOutside();
        }
    }

    @Test
    void nestingWithoutAnEndIsRefused() throws IOException {
        String deep = "{\"a\":".repeat(2_000_000);
        String wide = "{\"nodes\":" + "[".repeat(4_000_000);
        for (String json : new String[] {deep, wide}) {
            byte[] bytes = utf8(json);
            StorageName name = new StorageName("file");
            Allocation.assertAtMost(10, () -> {
                assertThatThrownBy(() -> Json.object(name, bytes)).isInstanceOf(CorruptRepositoryException.class);
                assertThatThrownBy(() -> IndexFile.read(name, bytes, pack -> {}))
                        .isInstanceOf(CorruptRepositoryException.class);
                assertThatThrownBy(() -> new TreeReader(bytes, TreePath.ROOT, "tree").next())
                        .isInstanceOf(CorruptRepositoryException.class);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1073741824, 8, 1",
        "32768, 1000000, 1",
        "32768, 8, 1000000",
        "3, 8, 1",
        "0, 8, 1",
        "-32768, 8, 1",
        "32768, 2147483647, 2147483647"
    })
    void keysThatAskForAbsurdWorkAreRefused(int n, int r, int p) throws IOException {
        String json = "{\"created\":\"2026-11-23T03:00:00Z\",\"username\":\"a\",\"hostname\":\"b\",\"kdf\":\"scrypt\","
                + "\"N\":" + n + ",\"r\":" + r + ",\"p\":" + p + ",\"salt\":\"AAAA\",\"data\":\"AAAA\"}";
        MemoryStorage storage = crafted.storage();
        storage.bytes().keySet().removeIf(name -> name.value().startsWith("keys/"));
        storage.put(FileKind.KEY.name(Digest.ofContent(utf8(json))), ByteBuffer.wrap(utf8(json)));
        Allocation.assertAtMost(
                5,
                () -> assertThatThrownBy(this::open)
                        .isInstanceOf(CorruptRepositoryException.class)
                        .hasMessageContaining("scrypt"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 31, 33, 1000, 16L * MIB, 0x7fffffff, 0x80000000L, 0xffffffffL})
    void headersOfPacksThatCannotBeAreRefused(long length) throws IOException {
        byte[] pack = new byte[500];
        ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN).putInt(pack.length - 4, (int) length);
        Digest id = Digest.ofContent(pack);
        StorageName name = FileKind.PACK.name(id);
        crafted.storage().put(name, ByteBuffer.wrap(pack));
        Seal seal = crafted.seal();
        Allocation.assertAtMost(
                5,
                () -> assertThatThrownBy(() -> PackHeader.read(crafted.storage(), name, pack.length, seal))
                        .isInstanceOf(CorruptRepositoryException.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\":\"2026-11-23T03:00:00Z\",\"pid\":99999999999999999999}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"pid\":-5,\"hostname\":\"machine\"}",
                "{\"time\":\"2026-11-23T03:00:00Z\",\"pid\":\"x\",\"hostname\":7,\"username\":[],\"exclusive\":\"maybe\"}",
                "{\"time\":\"9999-12-31T23:59:59-23:59\"}",
                "{\"time\":\"+999999999-12-31T23:59:59-18:00\"}"
            })
    void oddLocksAreLocks(String json) throws IOException {
        try (RepositoryStore store = open()) {
            crafted.put(FileKind.LOCK, json);
            assertThat(store.locks()).hasSize(1);
            store.unlock(true);
            assertThat(store.locks()).isEmpty();
        }
    }
}
