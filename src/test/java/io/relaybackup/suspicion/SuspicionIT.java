package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What happens to a source, and whether its next backup is suspect; in both kinds of store. */
class SuspicionIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    static Path folder;

    private static final Map<String, LocalService> SERVICES = new LinkedHashMap<>();

    private String kind = "local";
    private Path data = Path.of("");
    private ServiceClient client = new ServiceClient(0, Path.of(""));

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(LocalService::close);
        SERVICES.clear();
    }

    private void use(String store) throws IOException, InterruptedException {
        kind = store.equals("plain") ? "local" : store;
        Path root = folder.resolve(store);
        data = root.resolve("data");
        if (Files.exists(data)) {
            clear(data);
        }
        layOut();
        client = SERVICES.computeIfAbsent(store, name -> start(root, name)).client();
        for (JsonNode old : client.json(200, "GET", "/backups", "").get("backups")) {
            client.send("DELETE", "/backups/" + old.get("id").asString() + "?force=true", "");
        }
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                FileSystemUtils.deleteRecursively(child);
            }
        }
    }

    private static LocalService start(Path root, String store) {
        List<String> arguments = new ArrayList<>(List.of(
                "--relay.backup.stores.local.retention.keep-last=2",
                "--relay.backup.suspect.components.additional-data.rotated=logs/*.jsonl"));
        if (store.equals("restic")) {
            try {
                Files.writeString(root.resolve("password"), "secret");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            arguments.addAll(List.of(
                    "--relay.backup.stores.restic.type=restic",
                    "--relay.backup.stores.restic.location=" + root.resolve("repository"),
                    "--relay.backup.stores.restic.password-file=" + root.resolve("password"),
                    "--relay.backup.stores.restic.initialize=true",
                    "--relay.backup.stores.restic.retention.keep-last=2"));
        }
        return LocalService.start(root, arguments.toArray(String[]::new));
    }

    private static final Random RANDOM = new Random(42);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String text(int lines, String what) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("{\"height\":")
                    .append(i)
                    .append(",\"")
                    .append(what)
                    .append("\":\"")
                    .append(i * 7919L)
                    .append("\"}\n");
        }
        return text.toString();
    }

    private void layOut() throws IOException {
        for (String part : List.of("blockchain", "voting", "users", "system", "security", "logs")) {
            Files.createDirectories(data.resolve(part));
        }
        write("blockchain/chain.jsonl", text(2000, "hash"));
        for (int i = 0; i < 40; i++) {
            write("users/user" + i + ".txt", text(60, "user" + i));
        }
        for (int i = 0; i < 12; i++) {
            write("voting/session" + i + ".json", "{\"session\":" + i + ",\"votes\":[1,2,3]}");
        }
        write("users/users.json", "[{\"name\":\"a\"},{\"name\":\"b\"}]");
        write("users/journal.jsonl", text(20, "invited"));
        write("system/config.json", "{\"port\":8080}");
        write("logs/app.jsonl", text(40000, "line"));
        for (int i = 0; i < 5; i++) {
            Files.write(data.resolve("security/key" + i), random(600));
        }
    }

    private void write(String path, String content) throws IOException {
        Files.writeString(data.resolve(path), content);
    }

    private JsonNode backup() throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "{\"stores\":[\"" + kind + "\"]}", WAIT);
    }

    /** Something that happens to a data directory. */
    private interface Event {
        void at(Path data) throws IOException;
    }

    private static void each(Path directory, Event event) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                event.at(file);
            }
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void encrypt(Path file) throws IOException {
        Files.write(file, random((int) Files.size(file)));
    }

    static List<Arguments> wrecks() {
        Map<String, Event> wrecks = new LinkedHashMap<>();
        wrecks.put("files-removed everything goes", data -> {
            for (String part : List.of("blockchain", "voting", "users", "system", "security", "logs")) {
                clear(data.resolve(part));
            }
        });
        wrecks.put(
                "files-removed most users go",
                data -> each(data.resolve("users"), file -> {
                    if (!file.endsWith("users.json") && !file.toString().contains("user1")) {
                        Files.delete(file);
                    }
                }));
        wrecks.put(
                "files-removed a component is emptied",
                data -> FileSystemUtils.deleteRecursively(data.resolve("voting")));
        wrecks.put(
                "incompressible files are encrypted in place",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().contains("user1")) {
                        encrypt(file);
                    }
                }));
        wrecks.put(
                "incompressible files are encrypted and renamed",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().contains("user1")) {
                        encrypt(file);
                        Files.move(file, file.resolveSibling(file.getFileName() + ".locked"));
                    }
                }));
        wrecks.put(
                "blank files are zeros",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().contains("user2")) {
                        Files.write(file, new byte[(int) Files.size(file)]);
                    }
                }));
        wrecks.put(
                "blank files are truncated",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().contains("user3")) {
                        Files.write(file, new byte[0]);
                    }
                }));
        wrecks.put(
                "unparsable a document is cut",
                data -> Files.writeString(data.resolve("users/users.json"), "[{\"name\":\"a\"},{\"na"));
        wrecks.put("unparsable a document is empty", data -> Files.writeString(data.resolve("system/config.json"), ""));
        wrecks.put(
                "append-only the chain is shorter",
                data -> Files.writeString(data.resolve("blockchain/chain.jsonl"), text(1500, "hash")));
        wrecks.put("append-only the chain is gone", data -> Files.delete(data.resolve("blockchain/chain.jsonl")));
        wrecks.put("append-only the chain's old part is changed", data -> {
            String chain = Files.readString(data.resolve("blockchain/chain.jsonl"));
            Files.writeString(
                    data.resolve("blockchain/chain.jsonl"),
                    chain.replace("{\"height\":7,", "{\"height\":8,") + "{\"height\":2000}\n");
        });
        wrecks.put("bytes-lost the bulk is gone", data -> {
            // Nothing is rotated where nobody said so.
            Files.writeString(data.resolve("blockchain/big.bin"), "small");
        });
        return cases(wrecks);
    }

    static List<Arguments> ordinary() {
        Map<String, Event> changes = new LinkedHashMap<>();
        changes.put("nothing", data -> {});
        changes.put("a bulk import of anything", data -> {
            Files.createDirectories(data.resolve("users/import"));
            for (int i = 0; i < 400; i++) {
                Files.write(
                        data.resolve("users/import/f" + i),
                        i % 2 == 0 ? random(5000) : text(50, "x").getBytes(StandardCharsets.UTF_8));
            }
        });
        changes.put("a declared log rotation", data -> {
            Files.move(data.resolve("logs/app.jsonl"), data.resolve("logs/app.1.jsonl"));
            Files.writeString(data.resolve("logs/app.jsonl"), "{\"height\":0}\n");
            Files.delete(data.resolve("logs/app.1.jsonl"));
        });
        changes.put(
                "everything edited",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().endsWith(".txt")) {
                        Files.writeString(file, text(80, "edited"));
                    }
                }));
        changes.put("files are moved about", data -> {
            Files.createDirectories(data.resolve("users/archive"));
            each(data.resolve("users"), file -> {
                if (file.toString().endsWith(".txt")) {
                    Files.move(file, data.resolve("users/archive").resolve(file.getFileName()));
                }
            });
        });
        changes.put(
                "texts are compressed",
                data -> each(data.resolve("users"), file -> {
                    if (file.toString().contains("user1")) {
                        Files.write(file.resolveSibling(file.getFileName() + ".gz"), gzip(Files.readAllBytes(file)));
                        Files.delete(file);
                    }
                }));
        changes.put("keys are renewed", data -> each(data.resolve("security"), SuspicionIT::encrypt));
        changes.put(
                "the chain grows",
                data -> Files.writeString(
                        data.resolve("blockchain/chain.jsonl"), text(100, "new"), StandardOpenOption.APPEND));
        changes.put(
                "a last line is half written",
                data -> Files.writeString(
                        data.resolve("blockchain/chain.jsonl"), "{\"height\":20", StandardOpenOption.APPEND));
        changes.put("the chain is split", data -> {
            String chain = Files.readString(data.resolve("blockchain/chain.jsonl"));
            int half = chain.indexOf('\n', chain.length() / 2) + 1;
            Files.writeString(data.resolve("blockchain/chain-0.jsonl"), chain.substring(0, half));
            Files.writeString(data.resolve("blockchain/chain-1.jsonl"), chain.substring(half));
            Files.delete(data.resolve("blockchain/chain.jsonl"));
        });
        changes.put("an account's short journal goes", data -> Files.delete(data.resolve("users/journal.jsonl")));
        changes.put("two files go", data -> {
            Files.delete(data.resolve("users/user3.txt"));
            Files.delete(data.resolve("system/config.json"));
        });
        changes.put("touched and copied back", data -> {
            Path copy = data.resolve("users2");
            FileSystemUtils.copyRecursively(data.resolve("users"), copy);
            FileSystemUtils.deleteRecursively(data.resolve("users"));
            Files.move(copy, data.resolve("users"));
        });
        return cases(changes);
    }

    private static List<Arguments> cases(Map<String, Event> events) {
        List<Arguments> all = new ArrayList<>();
        for (String store : List.of("plain", "restic")) {
            events.forEach((name, event) -> all.add(Arguments.of(store, name, event)));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrecks")
    void aWreckIsSuspect(String store, String name, Event wreck) throws Exception {
        use(store);
        String rule = name.substring(0, name.indexOf(' '));
        if (rule.equals("bytes-lost")) {
            Files.write(data.resolve("blockchain/big.bin"), random(3 << 20));
        }
        backup();
        wreck.at(data);

        JsonNode suspect = backup();

        assertThat(suspect.get("status").asString()).as(suspect.toString()).isEqualTo("suspect");
        assertThat(suspect.at("/suspect/state").asString()).isEqualTo("suspect");
        List<String> rules = new ArrayList<>();
        suspect.at("/suspect/reasons")
                .forEach(reason -> rules.add(reason.get("rule").asString()));
        assertThat(rules).as(suspect.at("/suspect").toString()).contains(rule);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ordinary")
    void anOrdinaryChangeIsNot(String store, String name, Event change) throws Exception {
        use(store);
        backup();
        change.at(data);

        JsonNode second = backup();

        assertThat(second.get("status").asString())
                .as(second.at("/suspect").toString())
                .isEqualTo("complete");
    }

    @Test
    void aSecondBadBackupIsComparedWithTheGoodOneAndEverythingIsFrozenUntilSomebodyDecides() throws Exception {
        for (String store : List.of("plain", "restic")) {
            use(store);
            String good = backup().get("id").asString();
            String alsoGood = backup().get("id").asString();
            FileSystemUtils.deleteRecursively(data.resolve("users"));
            String first = backup().get("id").asString();

            JsonNode second = backup();

            assertThat(second.get("status").asString()).isEqualTo("suspect");
            String secondId = second.get("id").asString();
            backup();
            backup();
            assertThat(ids(""))
                    .as(store)
                    .contains(good, alsoGood, first, secondId)
                    .hasSize(6);
            assertThat(ids("?status=suspect")).hasSize(4);
            assertThat(client.json(200, "GET", "/backups/latest", "").get("id").asString())
                    .isEqualTo(alsoGood);
            JsonNode preview = client.json(200, "GET", "/retention/preview", "");
            assertThat(preview.at(kind.equals("local") ? "/stores/0/removed" : "/stores/1/removed")
                            .asInt())
                    .isZero();
            assertThat(preview.toString()).contains("frozen");
            assertThat(health().get("status").asString()).isEqualTo("DEGRADED");
            await().untilAsserted(() -> assertThat(
                            client.send("GET", "/actuator/prometheus", "").body())
                    .contains("relay_backup_suspect_backups{state=\"undecided\"} 4.0"));
            assertThat(client.json(200, "GET", "/status", "").get("suspects")).hasSize(4);

            List<String> suspects = ids("?status=suspect");
            for (String id : suspects.subList(1, 4)) {
                JsonNode confirmed = client.json(200, "PATCH", "/backups/" + id, "{\"suspect\":\"confirmed\"}");
                assertThat(confirmed.at("/suspect/state").asString()).isEqualTo("confirmed");
                assertThat(confirmed.get("status").asString()).isEqualTo("suspect");
            }
            assertThat(client.json(200, "GET", "/retention/preview", "")
                            .at(kind.equals("local") ? "/stores/0/removed" : "/stores/1/removed")
                            .asInt())
                    .isZero();
            JsonNode cleared = client.json(200, "PATCH", "/backups/" + suspects.get(0), "{\"suspect\":\"cleared\"}");

            assertThat(cleared.get("status").asString()).isEqualTo("complete");
            assertThat(health().get("status").asString()).isEqualTo("UP");
            assertThat(client.json(200, "GET", "/backups/latest", "").get("id").asString())
                    .isEqualTo(suspects.get(0));
            // The cleared one is what later ones are compared with now.
            assertThat(backup().get("status").asString()).isEqualTo("complete");
            assertThat(ids("")).contains(suspects.toArray(String[]::new)).doesNotContain(good, alsoGood);
        }
    }

    @Test
    void everyStoreKnowsAndEveryStoreIsFrozen() throws Exception {
        use("restic");
        client.json(201, "POST", "/backups", "", WAIT);
        FileSystemUtils.deleteRecursively(data.resolve("users"));

        String id = client.json(201, "POST", "/backups", "", WAIT).get("id").asString();

        JsonNode stores = client.json(200, "GET", "/retention/preview", "").get("stores");
        assertThat(stores).hasSize(2);
        for (JsonNode store : stores) {
            assertThat(store.at("/backups/0/id").asString()).isEqualTo(id);
            assertThat(store.at("/backups/0/reasons/0/rule").asString()).isEqualTo("suspect");
            assertThat(store.at("/backups/1/reasons").toString()).contains("frozen");
        }
        client.json(200, "PATCH", "/backups/" + id, "{\"suspect\":\"confirmed\"}");
        for (JsonNode store : client.json(200, "GET", "/retention/preview", "").get("stores")) {
            assertThat(store.toString()).doesNotContain("frozen");
        }
    }

    private JsonNode health() throws IOException, InterruptedException {
        HttpResponse<String> response = client.send("GET", "/actuator/health", "");
        return JsonMapper.shared().readTree(response.body()).at("/components/suspectBackups");
    }

    private List<String> ids(String query) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        client.json(200, "GET", "/backups" + query, "")
                .get("backups")
                .forEach(backup -> ids.add(backup.get("id").asString()));
        return ids;
    }

    @Test
    void goingBackToAnOlderBackupIsNoWreck() throws Exception {
        use("plain");
        String old = backup().get("id").asString();
        Files.writeString(data.resolve("blockchain/chain.jsonl"), text(100, "new"), StandardOpenOption.APPEND);
        backup();
        client.json(200, "POST", "/backups/" + old + "/restore", "", WAIT);

        JsonNode after = backup();

        assertThat(after.get("status").asString()).as(after.toString()).isEqualTo("complete");

        Files.writeString(data.resolve("blockchain/chain.jsonl"), "{}\n");
        assertThat(backup().get("status").asString()).isEqualTo("suspect");
    }

    @Test
    void whatIsDecidedWronglyIsRefused() throws Exception {
        use("plain");
        String good = backup().get("id").asString();

        for (String wrong : List.of("\"suspect\"", "\"maybe\"", "null", "true")) {
            assertThat(client.send("PATCH", "/backups/" + good, "{\"suspect\":" + wrong + "}")
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }
        HttpResponse<String> notSuspect = client.send("PATCH", "/backups/" + good, "{\"suspect\":\"cleared\"}");
        assertThat(notSuspect.statusCode()).isEqualTo(409);
        assertThat(notSuspect.body()).contains("not-suspect");
    }

    @Test
    void settingsThatMakeNoSenseStopTheStart() {
        for (String wrong : List.of(
                "files-removed=101",
                "unparsable=-1",
                "components.nobody.changed=3",
                "components.user-data.blank=-3",
                "percent=3")) {
            assertThatThrownBy(() -> LocalService.start(folder.resolve("no"), "--relay.backup.suspect." + wrong)
                            .close())
                    .as(wrong)
                    .hasStackTraceContaining("relay.backup.suspect");
        }
    }

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("plain"));
        Files.createDirectories(folder.resolve("restic"));
    }
}
