package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.storage.StoredFile;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Snapshots that the original made, changed here, and changed there again. */
@RequiresTool({"restic", Restic.RECENT})
class ResticSnapshotTest {

    private static final String PASSWORD = "secret";

    @TempDir
    private Path folder;

    private static List<Digest> ids(LocalStorage storage) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        storage.list(FileKind.SNAPSHOT.folder(), files::add);
        return files.stream()
                .map(file -> FileKind.SNAPSHOT.idOf(file).orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void tagsChangeHereAndThere(String program) throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("file"), "content");
        Restic restic = new Restic(program, folder.resolve("repository"), PASSWORD);
        restic.run("init");
        restic.in(ZoneId.of("Asia/Kolkata"))
                .run("backup", "--tag", "one,two", "--exclude", "*.tmp", "--host", "elsewhere", data.toString());
        LocalStorage storage = LocalStorage.open(folder.resolve("repository"));
        SealedFiles files = Repository.open(
                        storage, PASSWORD.getBytes(StandardCharsets.UTF_8), new SecureRandom(), Clock.systemUTC())
                .files();

        Digest first = ids(storage).get(0);
        byte[] theirs = files.load(FileKind.SNAPSHOT, first);
        Snapshot read = Snapshot.parse(FileKind.SNAPSHOT.name(first), theirs);
        assertThat(new String(read.json(), StandardCharsets.UTF_8))
                .isEqualTo(new String(theirs, StandardCharsets.UTF_8));
        assertThat(read.tags()).containsExactly("one", "two");
        assertThat(read.excludes()).containsExactly("*.tmp");
        assertThat(read.time().getOffset().getTotalSeconds()).isEqualTo(5 * 3600 + 1800);
        assertThat(read.summary() != null).isEqualTo(program.equals(Restic.RECENT));

        Digest second = files.save(
                FileKind.SNAPSHOT,
                read.withTags(List.of("relay.hold=x%20y"), first).json());
        storage.delete(FileKind.SNAPSHOT.name(first));
        JsonNode listed = Json.MAPPER.readTree(restic.run("-q", "snapshots", "--json"));
        assertThat(listed.size()).isEqualTo(1);
        assertThat(listed.get(0).get("id").asString()).isEqualTo(second.toString());
        assertThat(listed.get(0).get("original").asString()).isEqualTo(first.toString());
        assertThat(listed.get(0).get("tags").toString()).isEqualTo("[\"relay.hold=x%20y\"]");
        restic.run("check");

        restic.run("tag", "--add", "three");
        Digest third = ids(storage).get(0);
        Snapshot last = Snapshot.parse(FileKind.SNAPSHOT.name(third), files.load(FileKind.SNAPSHOT, third));
        assertThat(last.original()).isEqualTo(first);
        assertThat(last.tags()).containsExactly("relay.hold=x%20y", "three");
        assertThat(last.time()).isEqualTo(read.time());
    }
}
