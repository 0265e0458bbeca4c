package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.StorageName;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {

    private static final StorageName FILE = FileKind.SNAPSHOT.name(Digest.ofContent(new byte[1]));
    private static final Digest ONE = Digest.ofContent(new byte[] {1});
    private static final Digest TWO = Digest.ofContent(new byte[] {2});

    private static final String WHOLE =
            "{\"time\":\"2026-11-23T04:00:00.12+01:00\",\"parent\":\"" + ONE + "\",\"tree\":\""
                    + TWO
                    + "\",\"paths\":[\"/data\"],\"hostname\":\"relay-1\",\"username\":\"relay\",\"uid\":1000,\"gid\":4294967295,"
                    + "\"excludes\":[\"*.tmp\"],\"tags\":[\"a\",\"relay.note=x%20y\"],\"original\":\"" + ONE + "\","
                    + "\"program_version\":\"restic 0.18.0\",\"summary\":{\"backup_start\":\"2026-11-23T04:00:00.12+01:00\","
                    + "\"backup_end\":\"2026-11-23T04:00:01+01:00\",\"files_new\":1,\"files_changed\":2,\"files_unmodified\":3,"
                    + "\"dirs_new\":4,\"dirs_changed\":5,\"dirs_unmodified\":6,\"data_blobs\":7,\"tree_blobs\":8,"
                    + "\"data_added\":9,\"data_added_packed\":10,\"total_files_processed\":11,\"total_bytes_processed\":12,"
                    + "\"energy\":\"0.1 J\"},\"future\":{\"a\":[1,2.5,null]}}";

    private static Snapshot parse(String json) throws CorruptRepositoryException {
        return Snapshot.parse(FILE, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Snapshot snapshot) {
        return new String(snapshot.json(), StandardCharsets.UTF_8);
    }

    @Test
    void everyFieldIsReadAndWritten() throws Exception {
        Snapshot snapshot = parse(WHOLE);
        assertThat(snapshot.time()).isEqualTo(OffsetDateTime.parse("2026-11-23T04:00:00.120+01:00"));
        assertThat(snapshot.parent()).isEqualTo(ONE);
        assertThat(snapshot.tree()).isEqualTo(TWO);
        assertThat(snapshot.paths()).containsExactly("/data");
        assertThat(snapshot.hostname()).isEqualTo("relay-1");
        assertThat(snapshot.gid()).isEqualTo(4294967295L);
        assertThat(snapshot.tags()).containsExactly("a", "relay.note=x%20y");
        assertThat(snapshot.summary()).isNotNull();
        assertThat(text(snapshot)).isEqualTo(WHOLE);
    }

    @Test
    void onlyTimeTreeAndPathsAreAlwaysThere() throws Exception {
        String least = "{\"time\":\"2026-11-23T04:00:00Z\",\"tree\":\"" + TWO + "\",\"paths\":[]}";
        assertThat(text(parse(least))).isEqualTo(least);
        assertThat(text(parse(least.replace("[]", "null")))).isEqualTo(least);
    }

    @Test
    void otherTagsRememberTheFirstIdAndKeepWhatIsNotKnown() throws Exception {
        Snapshot first = parse(WHOLE.replace("\"original\":\"" + ONE + "\",", ""));
        Snapshot second = first.withTags(List.of("b"), TWO);
        assertThat(second.original()).isEqualTo(TWO);
        assertThat(second.withTags(List.of(), ONE).original()).isEqualTo(TWO);
        assertThat(text(second))
                .isEqualTo(WHOLE.replace("[\"a\",\"relay.note=x%20y\"]", "[\"b\"]")
                        .replace("\"original\":\"" + ONE, "\"original\":\"" + TWO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"time\":\"2026-11-23T04:00:00.12+01:00\",>",
                "\"time\":\"2026-11-23T04:00:00.12+01:00\">\"time\":5",
                "04:00:00.12+01:00\",\"parent\">04:00:00.12\",\"parent\"",
                "\"tree\">\"tre\"",
                "\"/data\">7",
                "[\"/data\"]>\"/data\"",
                "\"relay-1\">{}",
                "1000>-1",
                "1000>4294967296",
                "1000>1.5",
                "\"restic 0.18.0\">[]",
                "\"summary\":{>\"summary\":[{",
                "\"files_new\":1>\"files_new\":\"1\"",
                "\"files_new\":1>\"files_new\":-1",
                "\"backup_end\">\"end\""
            })
    void whatMakesNoSenseIsRefused(String change) {
        String[] parts = change.split(">", -1);
        assertThat(WHOLE).contains(parts[0]);
        assertThatThrownBy(() -> parse(WHOLE.replace(parts[0], parts[1])))
                .isInstanceOf(CorruptRepositoryException.class)
                .hasMessageStartingWith(FILE.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{\"time\":"})
    void whatIsNoSnapshotIsRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(CorruptRepositoryException.class);
    }
}
