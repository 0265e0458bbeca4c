package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeJsonTest {

    private static final Digest ONE = Digest.ofContent(new byte[] {1});
    private static final Digest TWO = Digest.ofContent(new byte[] {2});
    private static final Instant TIME = Instant.parse("2026-11-23T03:00:00.120Z");

    private final NodeJson json = new NodeJson(ZoneOffset.UTC, Owners.NAMELESS);

    private static Metadata metadata(int mode) {
        return new Metadata(mode, 0, 0, TIME, Map.of());
    }

    private static SourceStamp stamp(long links) {
        return new SourceStamp(0, TIME, TIME.plusNanos(1), 65024, 7, links, true);
    }

    private static Entry device(String name, EntryType type, long number) {
        return new Entry(TreePath.of(name), type, 0, metadata(0644), null, null, stamp(1), number);
    }

    private static Entry special(String name, EntryType type, int mode) {
        return new Entry(TreePath.of(name), type, 0, metadata(mode), null, null, stamp(1));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String nameOf(byte[] name) {
        Entry entry = Entry.file(TreePath.of(RawText.of(name)), 0, metadata(0644));
        String node = text(json.write(entry, List.of(), null));
        return node.substring("{\"name\":\"".length(), node.indexOf("\",\"type\""));
    }

    @Test
    void aFileHasItsFieldsInOrder() {
        Entry file = Entry.file(TreePath.of("folder/file"), 5, metadata(04755)).withStamp(stamp(2));
        assertThat(text(json.write(file, List.of(ONE, TWO), null)))
                .isEqualTo("{\"name\":\"file\",\"type\":\"file\",\"mode\":8389101,\"mtime\":\"2026-11-23T03:00:00.12Z\""
                        + ",\"atime\":\"2026-11-23T03:00:00.12Z\",\"ctime\":\"2026-11-23T03:00:00.120000001Z\""
                        + ",\"uid\":0,\"gid\":0,\"inode\":7,\"device_id\":65024,\"size\":5,\"links\":2"
                        + ",\"content\":[\"" + ONE + "\",\"" + TWO + "\"]}");
    }

    @Test
    void whatIsNothingIsLeftOut() {
        Entry file = Entry.file(TreePath.of("a"), 0, metadata(0));
        assertThat(text(json.write(file, List.of(), null)))
                .isEqualTo("{\"name\":\"a\",\"type\":\"file\",\"mtime\":\"2026-11-23T03:00:00.12Z\""
                        + ",\"atime\":\"2026-11-23T03:00:00.12Z\",\"ctime\":\"0001-01-01T00:00:00Z\""
                        + ",\"uid\":0,\"gid\":0,\"content\":[]}");
    }

    @Test
    void everythingElseHasItsOwnFields() {
        assertThat(text(json.write(special("a", EntryType.DIRECTORY, 01777), List.of(), ONE)))
                .contains("\"dir\",\"mode\":2148532735,")
                .endsWith("\"device_id\":65024,\"content\":null,\"subtree\":\"" + ONE + "\"}");
        assertThat(text(json.write(special("a", EntryType.FIFO, 0644), List.of(), null)))
                .contains("\"fifo\",\"mode\":33554852,")
                .endsWith("\"device_id\":65024,\"content\":null}");
        assertThat(text(json.write(special("a", EntryType.SOCKET, 0755), List.of(), null)))
                .contains("\"socket\",\"mode\":16777709,")
                .endsWith("\"device_id\":65024,\"content\":null}");
        assertThat(text(json.write(device("a", EntryType.CHARACTER_DEVICE, 259), List.of(), null)))
                .contains("\"chardev\",\"mode\":69206436,")
                .endsWith("\"links\":1,\"device\":259,\"content\":null}");
        assertThat(text(json.write(device("a", EntryType.BLOCK_DEVICE, 1836), List.of(), null)))
                .contains("\"dev\",\"mode\":67109284,")
                .endsWith("\"links\":1,\"device\":1836,\"content\":null}");
    }

    @Test
    void aTargetThatIsNotUtf8IsThereTwice() {
        Entry link = Entry.symlink(TreePath.of("a"), RawText.of(new byte[] {'<', (byte) 0xe4, 8}), metadata(0777));
        assertThat(text(json.write(link, List.of(), null)))
                .contains("\"symlink\",\"mode\":134218239,")
                .contains("\"linktarget\":\"\\u003c\\ufffd\\b\",\"linktarget_raw\":\"POQI\",\"content\":null");
        Entry valid = Entry.symlink(TreePath.of("a"), RawText.utf8("ü\u2028\""), metadata(0777));
        assertThat(text(json.write(valid, List.of(), null))).contains("\"linktarget\":\"ü\\u2028\\\"\",\"content\"");
    }

    @Test
    void attributesKeepTheirOrder() {
        Map<String, RawText> attributes = new LinkedHashMap<>();
        attributes.put("user.b", RawText.of(new byte[] {0, -1}));
        attributes.put("user.a", RawText.EMPTY);
        Entry file = Entry.file(TreePath.of("a"), 0, new Metadata(0644, 0, 0, TIME, attributes));
        assertThat(text(json.write(file, List.of(), null)))
                .contains("\"gid\":0,\"extended_attributes\":[{\"name\":\"user.b\",\"value\":\"AP8=\"}"
                        + ",{\"name\":\"user.a\",\"value\":\"\"}],\"content\"");
    }

    @Test
    void namesAreEscapedTwice() {
        assertThat(nameOf("plain ~!".getBytes(StandardCharsets.UTF_8))).isEqualTo("plain ~!");
        assertThat(nameOf("<a> & 'b'".getBytes(StandardCharsets.UTF_8))).isEqualTo("\\u003ca\\u003e \\u0026 'b'");
        assertThat(nameOf("q\"b\\n\n\t\u0001\u007f".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("q\\\\\\\"b\\\\\\\\n\\\\n\\\\t\\\\x01\\\\x7f");
        assertThat(nameOf(new byte[] {'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82}))
                .isEqualTo("a\\\\xff\\\\xe2\\\\x82");
        assertThat(nameOf("ü\u00a0\u00ad\u2028\ue000\ufffd".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ü\\\\u00a0\\\\u00ad\\\\u2028\\\\ue000\ufffd");
        // The first is of Unicode 15.0, the second of 16.0.
        assertThat(nameOf(Character.toString(0x1fae8).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Character.toString(0x1fae8));
        assertThat(nameOf(Character.toString(0x1fae9).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\\\\U0001fae9");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29T00:59:59.987654321Z, Europe/Vienna, 2026-03-29T01:59:59.987654321+01:00",
        "2026-03-29T01:00:00Z, Europe/Vienna, 2026-03-29T03:00:00+02:00",
        "1969-12-31T23:59:58.5Z, UTC, 1969-12-31T23:59:58.5Z",
        "2026-01-01T00:00:00.000000001Z, America/St_Johns, 2025-12-31T20:30:00.000000001-03:30",
        // Vienna had 1:05:21 before it had a zone.
        "1800-01-01T00:00:00Z, Europe/Vienna, 1800-01-01T01:05:21+01:05",
        "0099-01-01T00:00:00Z, UTC, 0099-01-01T00:00:00Z",
        "-4000-02-29T00:00:00Z, UTC, 0000-02-29T00:00:00Z",
        "+12000-02-29T12:00:00.5Z, UTC, 9999-03-01T12:00:00.5Z"
    })
    void timesAreToldInTheirZone(Instant time, ZoneId zone, String expected) {
        JsonBuffer out = new JsonBuffer(8);
        ZonedTimes times = new ZonedTimes(zone);
        times.write(time, out);
        times.write(time, out);
        assertThat(text(out.copy())).isEqualTo("\"" + expected + "\"\"" + expected + "\"");
    }

    @Test
    void ownersHaveTheFirstNameOfTheirNumber(@TempDir Path folder) throws IOException {
        Path passwd = Files.writeString(
                folder.resolve("passwd"),
                "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n+\nbad:x:y:\n\nlast:x:4294967295:1::/:/bin/sh\n");
        Path group = Files.writeString(folder.resolve("group"), "wheel:x:0:\nlong:x:99999999999:\n");
        NodeJson named = new NodeJson(ZoneOffset.UTC, Owners.read(passwd, group));
        Entry root = Entry.file(TreePath.of("a"), 0, metadata(0644));
        assertThat(text(named.write(root, List.of(), null)))
                .contains("\"uid\":0,\"gid\":0,\"user\":\"root\",\"group\":\"wheel\",\"content\"");
        Entry last = root.withMetadata(new Metadata(0644, -1, -1, TIME, Map.of()));
        assertThat(text(named.write(last, List.of(), null)))
                .contains("\"uid\":4294967295,\"gid\":4294967295,\"user\":\"last\",\"content\"");
        assertThat(Owners.read(folder.resolve("none"), folder.resolve("none")).user(0))
                .isNull();
    }

    @Test
    void aTreeIsItsNodes() {
        assertThat(text(new TreeBuilder().blob())).isEqualTo("{\"nodes\":[]}\n");
        assertThat(text(new TreeBuilder()
                        .add(new byte[] {'{', '}'})
                        .add(new byte[] {'{', '}'})
                        .blob()))
                .isEqualTo("{\"nodes\":[{},{}]}\n");
    }
}
