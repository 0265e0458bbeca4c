package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.storage.StoredFile;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Against the original, in both directions. */
@RequiresTool("restic")
class ResticRepositoryTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String PASSWORD = "gehe\u00efm";
    private static final byte[] PASSWORD_BYTES = PASSWORD.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private LocalStorage storage;
    private Restic restic;

    @BeforeEach
    void open() throws IOException {
        storage = LocalStorage.open(folder.resolve("repository"));
        restic = new Restic(folder.resolve("repository"), PASSWORD);
    }

    private Repository openOurs() throws IOException {
        return Repository.open(storage, PASSWORD_BYTES, RANDOM, CLOCK);
    }

    @Test
    void resticTakesARepositoryThatWeMade() throws Exception {
        Repository made = Repository.create(
                storage, PASSWORD_BYTES, new Scrypt(Scrypt.LOWEST_COST, 8, 1), "relay", "host", RANDOM, CLOCK);

        JsonNode config = Json.MAPPER.readTree(restic.run("-q", "cat", "config"));
        assertThat(config.get("id").asString()).isEqualTo(made.config().id().toString());
        assertThat(config.get("chunker_polynomial").asString())
                .isEqualTo(made.config().polynomial().toString());
        assertThat(config.get("version").asInt()).isEqualTo(2);
        assertThat(restic.run("key", "list")).contains(made.key().shortened()).contains("relay");
        Path data = Files.writeString(folder.resolve("file"), "content");
        restic.run("backup", data.toString());
        restic.run("check", "--read-data");

        assertThat(openOurs().config()).isEqualTo(made.config());
    }

    @Test
    void weTakeARepositoryThatResticMade() throws Exception {
        for (int version = 1; version <= 2; version++) {
            Path place = folder.resolve("theirs" + version);
            Restic theirs = new Restic(place, PASSWORD);
            theirs.run("init", "--repository-version", Integer.toString(version));
            Repository opened = Repository.open(LocalStorage.open(place), PASSWORD_BYTES, RANDOM, CLOCK);
            JsonNode config = Json.MAPPER.readTree(theirs.run("-q", "cat", "config"));
            assertThat(opened.config().version()).isEqualTo(version);
            assertThat(opened.config().id().toString())
                    .isEqualTo(config.get("id").asString());
            assertThat(opened.config().polynomial().toString())
                    .isEqualTo(config.get("chunker_polynomial").asString());
        }
        assertThatThrownBy(() ->
                        Repository.open(LocalStorage.open(folder.resolve("theirs2")), new byte[] {'x'}, RANDOM, CLOCK))
                .isInstanceOf(WrongPasswordException.class);
    }

    @Test
    void passwordsThatOneAddsTheOtherTakes() throws Exception {
        restic.run("init");
        Repository repository = openOurs();
        repository
                .keys()
                .add(repository.master(), new byte[] {'o', 'u', 'r', 's'}, new Scrypt(1 << 15, 8, 1), "relay", "host");
        Path file = Files.writeString(folder.resolve("password"), "theirs");
        new Restic(folder.resolve("repository"), "ours").run("key", "add", "--new-password-file", file.toString());

        Repository opened = Repository.open(storage, new byte[] {'t', 'h', 'e', 'i', 'r', 's'}, RANDOM, CLOCK);
        assertThat(opened.master().isSameAs(repository.master())).isTrue();
        assertThat(opened.keys().list()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void packsSayOfThemselvesWhatResticsIndexSaysOfThem(int version) throws Exception {
        restic.run("init", "--repository-version", Integer.toString(version));
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Files.createDirectory(folder.resolve("data"));
        Files.write(folder.resolve("data/noise"), noise);
        Files.writeString(folder.resolve("data/text"), "the same again and again. ".repeat(10_000));
        restic.run("backup", folder.resolve("data").toString());
        Repository repository = openOurs();

        TreeSet<String> indexed = new TreeSet<>();
        for (StoredFile file : list(FileKind.INDEX)) {
            byte[] json = repository
                    .files()
                    .load(FileKind.INDEX, FileKind.INDEX.idOf(file).orElseThrow());
            for (JsonNode pack : Json.MAPPER.readTree(json).get("packs")) {
                for (JsonNode blob : pack.get("blobs")) {
                    indexed.add(
                            pack.get("id").asString() + " " + blob.get("type").asString() + " "
                                    + blob.get("id").asString() + " "
                                    + blob.get("offset").asInt() + " "
                                    + blob.get("length").asInt() + " "
                                    + blob.path("uncompressed_length").asInt(0));
                }
            }
        }
        TreeSet<String> found = new TreeSet<>();
        Seal seal = new Seal(repository.master(), RANDOM);
        for (StoredFile file : list(FileKind.PACK)) {
            for (PackedBlob blob : PackHeader.read(storage, file.name(), file.size(), seal)) {
                found.add(file.name().last() + " " + blob.type().word() + " " + blob.id() + " " + blob.offset() + " "
                        + blob.length() + " " + blob.uncompressedLength());
            }
        }
        assertThat(found).isEqualTo(indexed).hasSizeGreaterThan(5);
        assertThat(found).allMatch(line -> line.endsWith(" 0") == (version == 1));
    }

    private List<StoredFile> list(FileKind kind) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        storage.list(kind.folder(), files::add);
        return files;
    }
}
