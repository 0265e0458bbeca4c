package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReaderTest {

    private static final TreePath FOLDER = TreePath.of("folder");
    private static final String DIGEST = Digest.ofContent(new byte[1]).toString();

    private static TreeReader reader(String blob) {
        return new TreeReader(blob.getBytes(StandardCharsets.UTF_8), FOLDER, "tree 12345678");
    }

    private static List<Node> read(String blob) throws CorruptRepositoryException {
        return read(reader(blob));
    }

    private static List<Node> read(TreeReader reader) throws CorruptRepositoryException {
        List<Node> nodes = new ArrayList<>();
        for (Node node = reader.next(); node != null; node = reader.next()) {
            nodes.add(node);
        }
        assertThat(reader.next()).isNull();
        return nodes;
    }

    private static Node one(String fields) throws CorruptRepositoryException {
        List<Node> nodes = read("{\"nodes\":[{" + fields + "}]}\n");
        assertThat(nodes).hasSize(1);
        return nodes.get(0);
    }

    @Test
    void readsWhatIsThere() throws Exception {
        Node node = one("\"name\":\"a\",\"type\":\"file\",\"mode\":8389101,\"mtime\":\"2026-11-23T04:00:00.5+01:00\","
                + "\"atime\":\"2026-11-23T04:00:00.5+01:00\",\"ctime\":\"2026-11-23T03:00:00Z\",\"uid\":4294967295,"
                + "\"gid\":7,\"user\":\"root\",\"inode\":18446744073709551615,\"device_id\":3,\"size\":9,\"links\":2,"
                + "\"extended_attributes\":[{\"name\":\"user.b\",\"value\":\"AP8=\"},{\"name\":\"user.a\",\"value\":null}],"
                + "\"content\":[\"" + DIGEST + "\"]");
        Entry entry = node.entry();
        assertThat(entry.path()).isEqualTo(TreePath.of("folder/a"));
        assertThat(entry.type()).isEqualTo(EntryType.FILE);
        assertThat(entry.size()).isEqualTo(9);
        assertThat(entry.metadata().mode()).isEqualTo(04755);
        assertThat(entry.metadata().uid()).isEqualTo(-1);
        assertThat(entry.metadata().gid()).isEqualTo(7);
        assertThat(entry.metadata().modified()).isEqualTo(Instant.parse("2026-11-23T03:00:00.5Z"));
        assertThat(entry.metadata().extended().toString()).isEqualTo("{user.b=\\u0000\ufffd, user.a=}");
        assertThat(entry.stamp())
                .isEqualTo(new SourceStamp(
                        9, entry.metadata().modified(), Instant.parse("2026-11-23T03:00:00Z"), 3, -1, 2, true));
        assertThat(node.content()).containsExactly(Digest.parse(DIGEST));
        assertThat(node.subtree()).isNull();
    }

    @Test
    void oldAndNewFieldsMayMissOrComeOnTop() throws Exception {
        Node node =
                one("\"name\":\"a\",\"type\":\"dir\",\"new\":{\"deep\":[1,{}]},\"content\":null,\"mode\":2147484141,"
                        + "\"generic_attributes\":{\"windows.file_attributes\":32},\"subtree\":\"" + DIGEST + "\"");
        assertThat(node.entry().stamp()).isNull();
        assertThat(node.entry().metadata().mode()).isEqualTo(0755);
        assertThat(node.subtree()).isEqualTo(Digest.parse(DIGEST));
        assertThat(read("{\"new\":[{}],\"nodes\":[],\"newer\":{\"a\":1}}")).isEmpty();
        assertThat(read("{\"nodes\":null}")).isEmpty();
    }

    @Test
    void theRawTargetIsTheRealOne() throws Exception {
        String link = "\"name\":\"a\",\"type\":\"symlink\",\"linktarget\":\"t\ufffd\"";
        assertThat(one(link).entry().linkTarget()).isEqualTo(RawText.utf8("t\ufffd"));
        assertThat(one(link + ",\"linktarget_raw\":\"dOQ=\"").entry().linkTarget())
                .isEqualTo(RawText.of(new byte[] {'t', (byte) 0xe4}));
    }

    @Test
    void whatCannotBeKeptIsPassedOverAndTold() throws Exception {
        TreeReader reader =
                reader("{\"nodes\":[{\"name\":\"a\",\"type\":\"irregular\"},{\"name\":\"b\",\"type\":\"file\"},"
                        + "{\"name\":\"c\"}]}");
        assertThat(read(reader)).extracting(node -> node.entry().path()).containsExactly(TreePath.of("folder/b"));
        assertThat(reader.unknown()).containsExactly(TreePath.of("folder/a"), TreePath.of("folder/c"));
    }

    @Test
    void everyByteOfANameComesBack() throws Exception {
        for (int b = 1; b < 256; b++) {
            byte[] name = {'x', (byte) b, 'y', (byte) b};
            if (b == '/') {
                continue;
            }
            JsonBuffer json = new JsonBuffer(16).string(QuotedName.quote(name));
            String quoted = new String(json.copy(), StandardCharsets.UTF_8);
            assertThat(one("\"name\":" + quoted + ",\"type\":\"file\"")
                            .entry()
                            .path()
                            .name())
                    .isEqualTo(RawText.of(name));
        }
    }

    @Test
    void escapesThatAreNeverWrittenAreReadAllTheSame() throws Exception {
        String name = "\\\\U0001f4be\\\\u00e9\\\\101\\\\a\\ud83d\\udcbe";
        assertThat(one("\"name\":\"" + name + "\",\"type\":\"file\"")
                        .entry()
                        .path()
                        .name())
                .isEqualTo(RawText.utf8("\ud83d\udcbe\u00e9A\u0007\ud83d\udcbe"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a/b",
                "/",
                "\\\\x00",
                "a\\u0000",
                "\\\\x2f",
                "\\\\x2e.",
                "\\\\057",
                "\\\\",
                "\\\\x",
                "\\\\x1",
                "\\\\xgg",
                "\\\\400",
                "\\\\ud800",
                "\\\\U00110000",
                "\\\\Uffffffff",
                "\\\\'",
                "\\\\q",
                "\\\"",
                "\\n"
            })
    void namesThatLeadElsewhereOrNowhereAreRefused(String name) {
        assertThatThrownBy(() -> one("\"name\":\"" + name + "\",\"type\":\"file\""))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageStartingWith("tree 12345678 makes no sense");
    }

    @Test
    void pathsEnd() {
        StringBuilder deep = new StringBuilder("a".repeat(200));
        while (deep.length() < 3900) {
            deep.append('/').append("a".repeat(200));
        }
        String blob = "{\"nodes\":[{\"name\":\"" + "b".repeat(200) + "\",\"type\":\"dir\"}]}";
        TreeReader reader =
                new TreeReader(blob.getBytes(StandardCharsets.UTF_8), TreePath.of(deep.toString()), "tree 12345678");
        assertThatThrownBy(reader::next)
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageContaining("4095");
        assertThatThrownBy(() -> one("\"name\":\"" + "b".repeat(256) + "\",\"type\":\"dir\""))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageContaining("255");
    }

    @Test
    void namesComeInOrderAndOnce() {
        for (String second : List.of("b", "a", "B")) {
            assertThatThrownBy(() -> read("{\"nodes\":[{\"name\":\"b\",\"type\":\"file\"},{\"name\":\"" + second
                            + "\",\"type\":\"file\"}]}"))
                    .isInstanceOf(CorruptRepositoryException.class)
                    .hasMessageContaining("comes after 'b'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"size\":-1",
                "\"size\":18446744073709551615",
                "\"size\":18446744073709551616",
                "\"size\":1e3",
                "\"size\":\"9\"",
                "\"size\":[]",
                "\"size\":100000000000000000000000000000000000000000000000000000000000000000000000",
                "\"uid\":4294967296",
                "\"mode\":-1",
                "\"mtime\":\"yesterday\"",
                "\"mtime\":\"2026-02-30T00:00:00Z\"",
                "\"mtime\":\"2026-02-03T00:00:00\"",
                "\"mtime\":\"2026-02-03T00:00:00.Z\"",
                "\"mtime\":\"2026-02-03T00:00:00+24:00\"",
                "\"mtime\":\"2026-02-03T00:00:00+0100\"",
                "\"mtime\":5",
                "\"content\":{}",
                "\"content\":[1]",
                "\"content\":[\"12\"]",
                "\"content\":[",
                "\"extended_attributes\":[[]]",
                "\"extended_attributes\":[{\"name\":\"\"}]",
                "\"extended_attributes\":[{\"name\":\"user.a\",\"value\":\"%\"}]",
                "\"type\":1",
                "\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void fieldsThatMakeNoSenseAreRefused(String field) {
        assertThatThrownBy(() -> one("\"name\":\"a\",\"type\":\"file\"," + field))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageStartingWith("tree 12345678 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "7",
                "{\"nodes\":{}}",
                "{\"nodes\":[1]}",
                "{\"nodes\":[null]}",
                "{\"nodes\":[{}]}",
                "{\"nodes\":[]",
                "{\"nodes\":[",
                "{\"nodes\":[]}{}",
                "{\"nodes\":[]}x",
                "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\""
            })
    void whatIsNoTreeIsRefused(String blob) {
        assertThatThrownBy(() -> read(blob))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageStartingWith("tree 12345678 ");
    }

    @Test
    void aLinkThatLeadsThroughNothingIsRefused() {
        assertThatThrownBy(() -> one("\"name\":\"a\",\"type\":\"symlink\",\"linktarget\":\"a\\u0000b\""))
                .isInstanceOf(CorruptRepositoryException.class);
    }

    /** A wrong byte is seen, or changes what is read; there is no third way. */
    @Test
    void whateverIsDamagedEndsInOneKindOfError() {
        String whole = "{\"nodes\":[{\"name\":\"a\\\\x1f\\\\U0001f4be\",\"type\":\"symlink\",\"mode\":134218239,"
                + "\"mtime\":\"2026-11-23T04:00:00.5+01:00\",\"uid\":0,\"gid\":0,\"links\":1,\"linktarget\":\"t\\ufffd\","
                + "\"linktarget_raw\":\"dOQ=\",\"content\":null},{\"name\":\"b\",\"type\":\"file\",\"size\":3,"
                + "\"ctime\":\"2026-11-23T04:00:00Z\",\"extended_attributes\":[{\"name\":\"user.a\",\"value\":\"AP8=\"}],"
                + "\"device_id\":18446744073709551615,\"inode\":7,\"content\":[\"" + DIGEST + "\"]},"
                + "{\"name\":\"c\",\"type\":\"dir\",\"subtree\":\"" + DIGEST + "\"}]}\n";
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        byte[] likely = "\"\\{}[]:,-+.0129TZxuU/\u0000 \u00ff".getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(20261123);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged =
                    random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
                int value = random.nextBoolean() ? random.nextInt(256) : likely[random.nextInt(likely.length)];
                damaged[random.nextInt(damaged.length)] = (byte) value;
            }
            try {
                read(new TreeReader(damaged, FOLDER, "tree"));
            } catch (CorruptRepositoryException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 19_999);
    }
}
