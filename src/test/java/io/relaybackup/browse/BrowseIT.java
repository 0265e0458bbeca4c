package io.relaybackup.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Looking into a backup of the whole service, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowseIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final String TEXT = "0123456789abcdef";

    private static final String SHA256 = "9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f";

    /** More than the sockets between client and service hold. */
    private static final int LARGE = 48 << 20;

    private final HttpClient http = HttpClient.newHttpClient();

    private Path root;
    private LocalService service;
    private ServiceClient client;
    private String id;
    private Path damaged;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        root = directory;
        Path data = root.resolve("data");
        SampleData.small().layOut(data);
        Path notes = Files.createDirectory(data.resolve("notes"));
        Files.writeString(notes.resolve("text"), TEXT);
        Files.writeString(notes.resolve("empty"), "");
        Files.writeString(notes.resolve("a;b%25\\ü \n\".txt"), "odd");
        Files.writeString(raw(notes, "na%FFme"), "raw");
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        Files.write(notes.resolve("damaged-large"), noise);
        Files.write(notes.resolve("damaged-small"), new byte[100]);
        Files.write(data.resolve("large"), new byte[LARGE]);
        Files.createSymbolicLink(notes.resolve("link"), Path.of("text"));
        Files.createDirectory(notes.resolve("sub"));
        Files.setPosixFilePermissions(notes.resolve("text"), PosixFilePermissions.fromString("rw-r-x---"));
        Files.setLastModifiedTime(notes.resolve("text"), FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));
        service = LocalService.start(root);
        client = service.client();
        id = client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
        damaged = root.resolve("backups").resolve(id).resolve("notes");
        flipLastByte(damaged.resolve("damaged-large"));
        flipLastByte(damaged.resolve("damaged-small"));
    }

    private static Path raw(Path directory, String encodedName) {
        return Path.of(URI.create(directory.toUri() + encodedName));
    }

    private static void flipLastByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return http.send(client.request("GET", "/backups/" + id + path, "", headers), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.ISO_8859_1);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private JsonNode list(String query) throws IOException, InterruptedException {
        return client.json(200, "GET", "/backups/" + id + "/files" + query, "");
    }

    private static List<String> names(JsonNode list) {
        return list.get("entries")
                .valueStream()
                .map(e -> e.get("name").asString())
                .toList();
    }

    @Test
    void aDirectoryIsListedWithWhatIsKnownOfEach() throws Exception {
        JsonNode list = list("?path=notes");
        assertThat(list.get("backup").asString()).isEqualTo(id);
        assertThat(list.get("path").asString()).isEqualTo("notes");
        assertThat(names(list))
                .containsExactly(
                        "a;b%25\\ü \\u000a\".txt",
                        "damaged-large", "damaged-small", "empty", "link", "na\ufffdme", "sub", "text");
        JsonNode text = list.get("entries").get(7);
        assertThat(text.get("type").asString()).isEqualTo("file");
        assertThat(text.get("size").asLong()).isEqualTo(16);
        assertThat(text.get("mode").asString()).isEqualTo("0650");
        assertThat(text.get("mtime").asString()).isEqualTo("2026-01-02T03:04:05.678Z");
        JsonNode link = list.get("entries").get(4);
        assertThat(link.get("type").asString()).isEqualTo("symlink");
        assertThat(link.get("target").asString()).isEqualTo("text");
        assertThat(link.has("href")).isFalse();
        assertThat(names(list(""))).contains("blockchain", "notes").doesNotContain(".backup");
    }

    @Test
    void everyFilesHrefGivesItsBytes() throws Exception {
        int files = 0;
        for (JsonNode entry : list("?path=notes").get("entries")) {
            if (entry.get("type").asString().equals("file")
                    && !entry.get("name").asString().startsWith("damaged")) {
                HttpResponse<byte[]> response =
                        http.send(client.request("GET", entry.get("href").asString(), ""), BodyHandlers.ofByteArray());
                assertThat(response.statusCode()).as(entry.toString()).isEqualTo(200);
                assertThat(response.body()).hasSize(entry.get("size").asInt());
                files++;
            }
        }
        assertThat(files).isEqualTo(4);
        assertThat(text(get("/files/notes/na%FFme"))).isEqualTo("raw");
        assertThat(text(get("/files/notes/" + RawText.utf8("a;b%25\\ü \n\".txt").percentEncoded())))
                .isEqualTo("odd");
    }

    @Test
    void aDirectorysHrefListsIt() throws Exception {
        JsonNode sub = list("?path=notes").get("entries").get(6);
        assertThat(names(client.json(200, "GET", sub.get("href").asString(), "")))
                .isEmpty();
    }

    @Test
    void aLargeDirectoryComesInPages() throws Exception {
        List<String> all = new ArrayList<>();
        String path = "/backups/" + id + "/files?path=notes&limit=3";
        int pages = 0;
        while (!path.isEmpty()) {
            HttpResponse<String> page = client.send("GET", path, "");
            all.addAll(names(tools.jackson.databind.json.JsonMapper.shared().readTree(page.body())));
            path = header(page, "Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(all).isEqualTo(names(list("?path=notes")));
    }

    @Test
    void aFileIsAnAttachmentWithATagOfItsContent() throws Exception {
        HttpResponse<byte[]> response = get("/files/notes/text");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo(TEXT);
        assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(response, "Content-Length")).isEqualTo("16");
        assertThat(header(response, "Content-Disposition")).isEqualTo("attachment; filename=\"text\"");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "ETag")).isEqualTo('"' + SHA256 + '"');
        assertThat(get("/files/notes/empty").body()).isEmpty();
    }

    @Test
    void namesInHeadersCannotBreakOut() throws Exception {
        HttpResponse<byte[]> response =
                get("/files/notes/" + RawText.utf8("a;b%25\\ü \n\".txt").percentEncoded());
        assertThat(header(response, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"a;b_25__ __.txt\";"
                        + " filename*=UTF-8''a%3Bb%2525%5C%C3%BC%20%0A%22.txt");
    }

    @Test
    void headTellsTheSameWithoutTheBody() throws Exception {
        HttpResponse<byte[]> response = http.send(
                client.request("HEAD", "/backups/" + id + "/files/notes/text", "", "Range", "bytes=0-1"),
                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Length")).isEqualTo("16");
        assertThat(header(response, "ETag")).isEqualTo('"' + SHA256 + '"');
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aPartIsAnswered() throws Exception {
        HttpResponse<byte[]> part = get("/files/notes/text", "Range", "bytes=2-4");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(text(part)).isEqualTo("234");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 2-4/16");
        assertThat(header(part, "Content-Length")).isEqualTo("3");
        assertThat(text(get("/files/notes/text", "Range", "bytes=10-"))).isEqualTo("abcdef");
        assertThat(text(get("/files/notes/text", "Range", "bytes=-3"))).isEqualTo("def");
        assertThat(text(get("/files/notes/text", "Range", "bytes=-300"))).isEqualTo(TEXT);
        assertThat(text(get("/files/notes/text", "Range", "bytes=14-300"))).isEqualTo("ef");
    }

    @Test
    void severalPartsComeInOneAnswer() throws Exception {
        HttpResponse<byte[]> parts = get("/files/notes/text", "Range", "bytes=0-1, 20-30, -2");
        assertThat(parts.statusCode()).isEqualTo(206);
        String boundary = header(parts, "Content-Type").replaceFirst("^multipart/byteranges; *boundary=", "");
        assertThat(text(parts))
                .isEqualTo("\r\n--" + boundary
                        + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 0-1/16\r\n\r\n01\r\n--"
                        + boundary
                        + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes 14-15/16\r\n\r\nef\r\n--"
                        + boundary + "--\r\n");
    }

    @Test
    void aPartThatIsNotThereIsRefused() throws Exception {
        for (String range : List.of("bytes=16-", "bytes=4-2", "bytes=x", "bytes=-0", "bytes=")) {
            HttpResponse<byte[]> response = get("/files/notes/text", "Range", range);
            assertThat(response.statusCode()).as(range).isEqualTo(416);
            assertThat(header(response, "Content-Range")).isEqualTo("bytes */16");
            assertThat(text(response)).contains("urn:relay-backup:problem:range-not-satisfiable");
        }
        assertThat(get("/files/notes/empty", "Range", "bytes=0-").statusCode()).isEqualTo(416);
        assertThat(get("/files/notes/text", "Range", "lines=1-2").statusCode()).isEqualTo(200);
    }

    @Test
    void conditionsAreHonoured() throws Exception {
        String etag = '"' + SHA256 + '"';
        HttpResponse<byte[]> same = get("/files/notes/text", "If-None-Match", "\"x\", W/" + etag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(header(same, "ETag")).isEqualTo(etag);
        assertThat(same.body()).isEmpty();
        assertThat(get("/files/notes/text", "If-None-Match", "*").statusCode()).isEqualTo(304);
        assertThat(get("/files/notes/text", "If-None-Match", "\"x\"").statusCode())
                .isEqualTo(200);
        assertThat(get("/files/notes/text", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
        assertThat(get("/files/notes/text", "If-Range", etag, "Range", "bytes=0-0")
                        .statusCode())
                .isEqualTo(206);
        assertThat(text(get("/files/notes/text", "If-Range", "\"x\"", "Range", "bytes=0-0")))
                .isEqualTo(TEXT);
    }

    @Test
    void whatIsNoFileOrNotThereIsRefused() throws Exception {
        assertThat(get("/files/notes/sub").statusCode()).isEqualTo(409);
        assertThat(get("/files/notes/link").statusCode()).isEqualTo(409);
        assertThat(get("/files/notes/link/x").statusCode()).isEqualTo(404);
        assertThat(get("/files/notes/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/files?path=notes/text").statusCode()).isEqualTo(409);
        assertThat(get("/files?path=nothing").statusCode()).isEqualTo(404);
        assertThat(get("/files/.backup/entries.jsonl").statusCode()).isEqualTo(404);
        assertThat(get("/files?path=../data").statusCode()).isEqualTo(400);
        assertThat(get("/archive?format=rar").statusCode()).isEqualTo(400);
        assertThat(get("/archive?format=zip&path=nothing").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", "/backups/backup-2000-01-01T00-00-00-000Z/files", "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void damageThatIsFoundBeforeTheFirstByteIsAProblem() throws Exception {
        HttpResponse<byte[]> response = get("/files/notes/damaged-small");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
        assertThat(header(response, "ETag")).isEmpty();
        assertThat(header(response, "Content-Disposition")).isEmpty();
        assertThat(text(response)).contains("backup-damaged");
    }

    @Test
    void damageThatIsFoundLaterCutsTheConnection() {
        assertThatThrownBy(() -> get("/files/notes/damaged-large")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get("/archive?format=tar")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get("/archive?format=zip&path=notes")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get("/archive?format=tar.zst&path=notes")).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsBeingDownloadedCannotBeRemoved() throws Exception {
        HttpResponse<InputStream> download =
                http.send(client.request("GET", "/backups/" + id + "/files/large", ""), BodyHandlers.ofInputStream());
        try (InputStream in = download.body()) {
            assertThat(in.read()).isZero();
            HttpResponse<String> refused = client.send("DELETE", "/backups/" + id + "?force=true", "");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("the reading of " + id);
            assertThat(in.readAllBytes()).hasSize(LARGE - 1);
        }
    }

    @Test
    void aZipOfADirectoryHasItUnderItsOwnPath() throws Exception {
        HttpResponse<byte[]> response = get("/archive?format=zip&path=blockchain");
        assertThat(header(response, "Content-Type")).isEqualTo("application/zip");
        assertThat(header(response, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"" + id + "-blockchain.zip\"");
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(response.body()))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.getName());
                if (e.getName().equals(SampleData.CHAIN)) {
                    assertThat(in.readAllBytes())
                            .isEqualTo(Files.readAllBytes(root.resolve("data").resolve(SampleData.CHAIN)));
                }
            }
        }
        assertThat(names)
                .startsWith("blockchain/")
                .contains(SampleData.CHAIN)
                .allMatch(n -> n.startsWith("blockchain/"));
    }

    @Test
    void tarsHaveWhatWasAskedFor() throws Exception {
        assertThat(tarNames(new ByteArrayInputStream(
                        get("/archive?format=tar&path=notes/text").body())))
                .containsExactly("notes/", "notes/text");
        HttpResponse<byte[]> zstd = get("/archive?format=tar.zst&path=notes/text");
        assertThat(header(zstd, "Content-Type")).isEqualTo("application/zstd");
        assertThat(tarNames(new ZstdInputStream(new ByteArrayInputStream(zstd.body()))))
                .containsExactly("notes/", "notes/text");
    }

    private static List<String> tarNames(InputStream archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.getName());
            }
        }
        return names;
    }

    @Test
    void aBackupDoesNotDifferFromItself() throws Exception {
        for (String since : List.of("latest", id)) {
            JsonNode changes = client.json(200, "GET", "/backups/" + id + "/changes?since=" + since, "");

            assertThat(changes.get("changes").size()).isZero();
            assertThat(changes.get("unchanged").get("entries").asInt()).isPositive();
        }
    }

    @Test
    void aUnitInCapitalsAndAnEndBeyondAllNumbersAreUnderstood() throws Exception {
        assertThat(text(get("/files/notes/text", "Range", "BYTES=0-1"))).isEqualTo("01");
        assertThat(text(get("/files/notes/text", "Range", "bytes=10-99999999999999999999")))
                .isEqualTo("abcdef");
        assertThat(get("/files/notes/text", "Range", "bytes=99999999999999999999-")
                        .statusCode())
                .isEqualTo(416);
    }

    @Test
    void aDownloadThatFailsBeforeItBeginsHasTheHeadersOfEveryAnswer() throws Exception {
        HttpResponse<byte[]> answer = get("/files/notes/damaged-small");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(header(answer, "Content-Disposition")).isEmpty();
        assertThat(header(answer, "ETag")).isEmpty();
    }
}
