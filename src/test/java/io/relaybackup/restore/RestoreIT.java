package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.sample.SampleData;
import io.relaybackup.source.Source;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Restores of a whole service over HTTP, on real files. */
class RestoreIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private Path data;
    private Path allowed;
    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        data = root.resolve("data");
        allowed = Files.createDirectory(root.resolve("allowed"));
        SampleData.small().layOut(data);
        service = LocalService.start(
                root,
                "--relay.backup.stores.second.path=" + root.resolve("second"),
                "--relay.backup.restore.allowed-targets=" + allowed,
                "--relay.backup.source.components.blockchain-data.paths=blockchain",
                "--relay.backup.source.components.user-data.paths=users",
                "--relay.backup.source.components.user-data.excludes=*.tmp,cache",
                "--relay.backup.source.components.deep.paths=apps/deep/state",
                "--relay.backup.source.components.needed.paths=needed,needed-too",
                "--relay.backup.source.components.needed.required=true");
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup() throws IOException, InterruptedException {
        Files.createDirectories(data.resolve("needed"));
        Files.createDirectories(data.resolve("needed-too"));
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private JsonNode restore(String id, String body) throws IOException, InterruptedException {
        JsonNode operation = client.json(200, "POST", "/backups/" + id + "/restore", body, WAIT);
        assertThat(operation.get("status").asString()).isEqualTo("succeeded");
        return operation.get("result");
    }

    private JsonNode refused(int status, String id, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send("POST", "/backups/" + id + "/restore", body, WAIT);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    /** Everything that a file system can hold and that is hard to bring back. */
    private void layOutOddities() throws IOException {
        Path odd = Files.createDirectories(data.resolve("odd"));
        Files.createDirectories(odd.resolve("empty/nested"));
        Files.writeString(odd.resolve("first name"), "linked twice");
        Files.createLink(odd.resolve("second name"), odd.resolve("first name"));
        Files.createSymbolicLink(odd.resolve("link"), Path.of("../blockchain/chain.jsonl"));
        Files.createSymbolicLink(odd.resolve("dangling"), Path.of("/no/where"));
        Files.writeString(RawPaths.resolve(odd, TreePath.percentDecoded("not%FFutf8%0Aline")), "raw");
        RawPaths.createLink(odd.resolve("rawlink"), RawText.percentDecoded("to%FEnowhere"));
        Files.setAttribute(odd.resolve("first name"), "unix:mode", 04751);
        Files.setAttribute(odd.resolve("empty"), "unix:mode", 01770);
        if (isRoot()) {
            Files.setAttribute(odd.resolve("empty"), "unix:uid", 4711);
            Files.setAttribute(odd.resolve("empty"), "unix:gid", 4712);
        }
        touch(odd.resolve("first name"));
        touch(odd.resolve("empty/nested"));
        touch(odd.resolve("empty"));
        touch(odd);
        touch(data);
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void touch(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2021-02-03T04:05:06.123456789Z")));
    }

    @Test
    void whatARequiredComponentLacksIsBroughtBackAndTheRestIsSavedFirst() throws Exception {
        String id = backup();
        Files.delete(data.resolve("needed"));
        Files.writeString(data.resolve("needed-too/file"), "to be saved");

        JsonNode result = restore(id, "");

        assertThat(data.resolve("needed")).isDirectory();
        assertThat(data.resolve("needed-too/file")).doesNotExist();
        String safety = result.get("safetyBackup").asString();
        assertThat(root.resolve("backups").resolve(safety).resolve("needed-too/file"))
                .hasContent("to be saved");
        assertThat(client.json(200, "GET", "/backups/" + safety, "")
                        .get("status")
                        .asString())
                .isEqualTo("incomplete");
    }

    @Test
    void aWholeRestoreBringsBackEverythingAsItWas() throws Exception {
        layOutOddities();
        String id = backup();
        Map<String, String> before = Snapshot.of(data);
        Files.writeString(data.resolve("blockchain/chain.jsonl"), "garbage\n", StandardOpenOption.APPEND);
        Files.delete(data.resolve("users/users.json"));
        Files.delete(data.resolve("odd/link"));
        Files.createDirectory(data.resolve("odd/link"));
        Files.writeString(data.resolve("odd/link/new"), "new");
        Files.writeString(data.resolve("stray"), "stray");
        Files.setAttribute(data.resolve("odd/empty"), "unix:mode", 0700);

        JsonNode result = restore(id, "");

        assertThat(Snapshot.of(data)).isEqualTo(before);
        // Kept until the history on disk knows how the restore ended.
        await().untilAsserted(() -> assertThat(data.resolve(Source.RESERVED)).doesNotExist());
        assertThat(Files.getAttribute(data.resolve("odd/first name"), "unix:ino"))
                .isEqualTo(Files.getAttribute(data.resolve("odd/second name"), "unix:ino"));
        String safety = result.get("safetyBackup").asString();
        assertThat(client.json(200, "GET", "/backups/" + safety, "")
                        .get("trigger")
                        .asString())
                .isEqualTo("safety");
        assertThat(root.resolve("backups").resolve(safety).resolve("stray")).hasContent("stray");
    }

    @Test
    void aDryRunTellsWhatWouldHappenAndChangesNothing() throws Exception {
        String id = backup();
        Files.writeString(data.resolve("blockchain/chain.jsonl"), "more\n", StandardOpenOption.APPEND);
        Files.delete(data.resolve("system/config.json"));
        Files.writeString(data.resolve("stray name"), "stray");
        Files.writeString(data.resolve("users/kept.tmp"), "kept");
        Map<String, String> before = Snapshot.of(data);

        JsonNode plan = client.json(200, "POST", "/backups/" + id + "/restore", "{\"dryRun\":true}");

        assertThat(Snapshot.of(data)).isEqualTo(before);
        assertThat(plan.get("added").asInt()).isEqualTo(1);
        assertThat(plan.get("changed").asInt()).isEqualTo(1);
        assertThat(plan.get("removed").asInt()).isEqualTo(1);
        assertThat(plan.get("changes").toString())
                .contains("{\"path\":\"blockchain/chain.jsonl\",\"kind\":\"changed\"}")
                .contains("{\"path\":\"system/config.json\",\"kind\":\"added\"}")
                .contains("{\"path\":\"stray%20name\",\"kind\":\"removed\"}");
        assertThat(plan.get("kept").toString())
                .contains("{\"path\":\"users/kept.tmp\",\"reason\":\"excluded\"}")
                .contains("{\"component\":\"deep\",\"reason\":\"component-skipped\"}");
        assertThat(plan.get("topmost").toString()).contains("\"blockchain\"", "\"system\"", "\"users/users.json\"");
        assertThat(plan.get("spaceNeeded").asLong())
                .isGreaterThan(plan.get("bytes").asLong());
        assertThat(plan.get("obstacles").size()).isZero();
        assertThat(client.json(200, "GET", "/operations?type=restore", "")
                        .get("operations")
                        .size())
                .isZero();
    }

    @Test
    void aComponentIsReplacedExactlyAndNothingElseIsTouched() throws Exception {
        Files.createDirectories(data.resolve("apps/deep/state"));
        Files.writeString(data.resolve("apps/deep/state/a"), "a");
        Files.writeString(data.resolve("apps/other"), "other");
        String id = backup();
        Files.writeString(data.resolve("apps/deep/state/a"), "changed");
        Files.writeString(data.resolve("apps/deep/state/b"), "goes");
        Files.writeString(data.resolve("apps/other"), "stays changed");
        Files.writeString(data.resolve("users/users.json"), "stays changed");
        Object sibling = Files.getAttribute(data.resolve("apps/other"), "unix:ctime");

        JsonNode result = restore(id, "{\"components\":[\"deep\"]}");

        assertThat(data.resolve("apps/deep/state/a")).hasContent("a");
        assertThat(data.resolve("apps/deep/state/b")).doesNotExist();
        assertThat(data.resolve("apps/other")).hasContent("stays changed");
        assertThat(data.resolve("users/users.json")).hasContent("stays changed");
        assertThat(Files.getAttribute(data.resolve("apps/other"), "unix:ctime")).isEqualTo(sibling);
        assertThat(result.get("components").toString()).isEqualTo("[\"deep\"]");
        assertThat(client.json(
                                200,
                                "GET",
                                "/backups/" + result.get("safetyBackup").asString(),
                                "")
                        .get("components")
                        .toString())
                .isEqualTo("[\"deep\"]");
    }

    @Test
    void whatTheBackupLeftOutStaysWhereItIs() throws Exception {
        Files.createDirectories(data.resolve("users/cache/x"));
        Files.writeString(data.resolve("users/cache/x/file"), "kept");
        Files.createDirectories(data.resolve("users/profiles"));
        Files.writeString(data.resolve("users/profiles/one"), "one");
        Files.writeString(data.resolve("users/profiles/two.tmp"), "kept too");
        String id = backup();
        Files.writeString(data.resolve("users/profiles/one"), "changed");
        Files.writeString(data.resolve("users/profiles/three"), "goes");
        Files.writeString(data.resolve("users/new.tmp"), "kept");
        Files.setAttribute(data.resolve("users/profiles"), "unix:mode", 0700);
        Object inode = Files.getAttribute(data.resolve("users/cache/x/file"), "unix:ino");
        String users = Files.readString(data.resolve("users/users.json"));
        Files.delete(data.resolve("users/users.json"));

        restore(id, "{\"components\":[\"user-data\"]}");

        assertThat(data.resolve("users/cache/x/file")).hasContent("kept");
        assertThat(Files.getAttribute(data.resolve("users/cache/x/file"), "unix:ino"))
                .isEqualTo(inode);
        assertThat(data.resolve("users/profiles/one")).hasContent("one");
        assertThat(data.resolve("users/profiles/two.tmp")).hasContent("kept too");
        assertThat(data.resolve("users/profiles/three")).doesNotExist();
        assertThat(data.resolve("users/new.tmp")).hasContent("kept");
        assertThat(data.resolve("users/users.json")).hasContent(users);
        assertThat((int) Files.getAttribute(data.resolve("users/profiles"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    @Test
    void aPathIsRestoredAlone() throws Exception {
        layOutOddities();
        String id = backup();
        String config = Files.readString(data.resolve("system/config.json"));
        Files.writeString(data.resolve("system/config.json"), "changed");
        Files.writeString(data.resolve("system/other"), "stays");
        Files.writeString(data.resolve("odd/extra"), "goes");
        Files.delete(RawPaths.resolve(data, TreePath.percentDecoded("odd/not%FFutf8%0Aline")));
        Files.writeString(data.resolve("sender-keys.json"), "stays changed");

        restore(id, "{\"paths\":[\"system/config.json\",\"odd\"]}");

        assertThat(data.resolve("system/config.json")).hasContent(config);
        assertThat(data.resolve("system/other")).hasContent("stays");
        assertThat(data.resolve("odd/extra")).doesNotExist();
        assertThat(RawPaths.resolve(data, TreePath.percentDecoded("odd/not%FFutf8%0Aline")))
                .hasContent("raw");
        assertThat(data.resolve("sender-keys.json")).hasContent("stays changed");
    }

    @Test
    void aFailedOrUnknownComponentOrPathIsRefusedAndTheRestCanBeHad() throws Exception {
        client.send("POST", "/backups", "", WAIT);
        String id = client.json(200, "GET", "/backups", "")
                .get("backups")
                .get(0)
                .get("id")
                .asString();

        assertThat(refused(409, id, "{\"components\":[\"needed\"]}")
                        .get("component")
                        .asString())
                .isEqualTo("needed");
        assertThat(refused(422, id, "{\"components\":[\"nonsense\"]}")
                        .get("errors")
                        .toString())
                .contains("nonsense", "blockchain-data", "\"field\":\"components\"");
        assertThat(refused(404, id, "{\"paths\":[\"no/such\"]}").get("path").asString())
                .isEqualTo("no/such");
        for (String path : new String[] {"../x", "/etc", "a%2f..%2fb", "a%00b", "", "x".repeat(300)}) {
            assertThat(refused(422, id, "{\"paths\":[\"" + path + "\"]}")
                            .get("errors")
                            .toString())
                    .contains("\"field\":\"paths\"");
        }
        refused(422, id, "{\"components\":[]}");
        refused(422, id, "{\"paths\":[]}");
        refused(422, id, "{\"paths\":[\"users\"],\"components\":[\"user-data\"]}");
        refused(400, id, "{\"component\":\"user-data\"}");
        refused(404, id, "{\"store\":\"nonsense\"}");
        refused(404, "backup-2020-01-01T00-00-00-000Z", "{}");

        Files.createDirectory(data.resolve("needed"));
        Files.writeString(data.resolve("needed/file"), "stays");
        Files.writeString(data.resolve("users/users.json"), "changed");
        JsonNode result = restore(id, "");
        assertThat(data.resolve("needed/file")).hasContent("stays");
        assertThat(result.get("kept").toString())
                .contains("{\"component\":\"needed\",\"reason\":\"component-failed\"}");
    }

    @Test
    void aDamagedCopyIsRefusedBeforeAnythingIsTouchedAndAnotherStoresTakenInstead() throws Exception {
        String id = backup();
        damage(root.resolve("backups").resolve(id).resolve("users/users.json"));
        Files.writeString(data.resolve("stray"), "stray");
        Map<String, String> before = Snapshot.of(data);

        JsonNode problem = refused(500, id, "{\"store\":\"local\",\"safetyBackup\":false}");

        assertThat(problem.get("type").asString()).endsWith(":backup-damaged");
        assertThat(problem.get("path").asString()).isEqualTo("users/users.json");
        assertThat(problem.get("store").asString()).isEqualTo("local");
        assertThat(Snapshot.of(data)).isEqualTo(before);
        assertThat(data.resolve(Source.RESERVED)).doesNotExist();

        JsonNode result = restore(id, "");
        assertThat(result.get("store").asString()).isEqualTo("second");
        assertThat(result.get("skippedCopies").toString()).contains("\"store\":\"local\"", "users.json");
        assertThat(data.resolve("stray")).doesNotExist();
    }

    /** Same size, same time: only the checksum tells. */
    private static void damage(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.setAttribute(file, "unix:mode", 0600);
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void aMissingOrEmptyDataDirectoryIsRestoredInto() throws Exception {
        layOutOddities();
        String id = backup();
        Map<String, String> before = Snapshot.of(data);
        Files.move(data, root.resolve("away"));

        JsonNode result = restore(id, "");

        assertThat(Snapshot.of(data)).isEqualTo(before);
        assertThat(result.get("safetyBackup")).isNull();

        Files.move(data, root.resolve("away2"));
        Files.createDirectory(data);
        restore(id, "");
        assertThat(Snapshot.of(data)).isEqualTo(before);
    }

    @Test
    void aTargetGetsTheBackupOrNothing() throws Exception {
        layOutOddities();
        String id = backup();
        Map<String, String> before = Snapshot.of(data);
        Path target = allowed.resolve("monday");

        JsonNode result = restore(id, "{\"target\":\"" + target + "\"}");

        assertThat(Snapshot.of(target)).isEqualTo(before);
        assertThat(allowed.resolve(Source.RESERVED)).doesNotExist();
        assertThat(result.get("target").asString()).isEqualTo(target.toString());
        assertThat(refused(409, id, "{\"target\":\"" + target + "\"}")
                        .get("errors")
                        .toString())
                .contains("\"field\":\"target\"");

        Path empty = Files.createDirectory(allowed.resolve("empty"));
        restore(id, "{\"target\":\"" + empty + "\",\"components\":[\"user-data\"]}");
        assertThat(empty.resolve("users/users.json")).exists();
        assertThat(empty.resolve("blockchain")).doesNotExist();

        damage(root.resolve("backups").resolve(id).resolve("system/config.json"));
        damage(root.resolve("second").resolve(id).resolve("system/config.json"));
        Path never = allowed.resolve("never");
        refused(500, id, "{\"target\":\"" + never + "\"}");
        assertThat(never).doesNotExist();
        try (var left = Files.list(allowed)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void targetsElsewhereAreRefused() throws Exception {
        String id = backup();
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createSymbolicLink(allowed.resolve("out"), outside);
        Files.createSymbolicLink(allowed.resolve("todata"), data);
        Files.writeString(allowed.resolve("file"), "");
        for (Object target : new Object[] {
            "relative",
            root.resolve("elsewhere"),
            allowed,
            allowed + "/../outside/x",
            allowed.resolve("out/x"),
            allowed.resolve("out"),
            allowed.resolve("todata/x"),
            allowed.resolve("no/parent"),
            allowed.resolve("file"),
            allowed.resolve(Source.RESERVED),
            allowed.resolve("n".repeat(256)),
            data.resolve("x"),
            "/"
        }) {
            assertThat(refused(422, id, "{\"target\":\"" + target + "\"}")
                            .get("errors")
                            .toString())
                    .as("%s", target)
                    .contains("\"field\":\"target\"");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aDamagedJournalStopsRestoresAndBackupsAndSaysSo() throws Exception {
        String id = backup();
        Path folder = Files.createDirectory(data.resolve(Source.RESERVED));
        Files.writeString(folder.resolve("journal.json"), "null");

        assertThat(refused(409, id, "").get("type").asString()).endsWith(":restore-journal-damaged");
        for (String call : new String[] {"/backups", "/maintenance/fix"}) {
            HttpResponse<String> response = client.send("POST", call, "", WAIT);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
            assertThat(response.body())
                    .contains(":restore-journal-damaged")
                    .contains("Put the data right by hand and remove the folder");
        }
        assertThat(folder.resolve("journal.json")).hasContent("null");
    }

    @Test
    void aNullAmongPathsIsRefusedInWords() throws Exception {
        assertThat(refused(400, backup(), "{\"paths\":[null]}").get("detail").asString())
                .contains("paths[0]")
                .contains("must not be null");
    }

    @Test
    void aDataDirectoryThatIsASymlinkToNothingIsNotRestoredInto() throws Exception {
        String id = backup();
        Path real = Files.move(data, root.resolve("elsewhere"));
        Files.createSymbolicLink(data, root.resolve("nowhere"));

        assertThat(refused(409, id, "").get("type").asString()).endsWith(":source-unavailable");

        assertThat(Files.isSymbolicLink(data)).isTrue();
        Files.delete(data);
        Files.move(real, data);
    }

    @Test
    void aSymlinkInABackupIsRestoredAsOneAndNotFollowed() throws Exception {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("file"), "outside");
        Files.createSymbolicLink(data.resolve("channels-link"), outside);
        String id = backup();
        Files.delete(data.resolve("channels-link"));
        Files.createDirectory(data.resolve("channels-link"));
        Files.writeString(data.resolve("channels-link/file"), "inside");

        restore(id, "");

        assertThat(Files.readSymbolicLink(data.resolve("channels-link"))).isEqualTo(outside);
        assertThat(outside.resolve("file")).hasContent("outside");
        refused(404, id, "{\"paths\":[\"channels-link/file\"]}");
        assertThat(Files.isSymbolicLink(data.resolve("channels-link"))).isTrue();
        assertThat(Files.exists(data.resolve("channels-link"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
