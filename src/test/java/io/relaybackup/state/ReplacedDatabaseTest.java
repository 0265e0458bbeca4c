package io.relaybackup.state;

import static io.relaybackup.state.WordsDatabase.CLOCK;
import static io.relaybackup.state.WordsDatabase.WORDS;
import static io.relaybackup.state.WordsDatabase.add;
import static io.relaybackup.state.WordsDatabase.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import org.sqlite.SQLiteConfig;

/** What is in the place of the database and cannot be used is kept aside. */
class ReplacedDatabaseTest {

    @TempDir
    Path temp = Path.of("set by JUnit");

    private Path directory = temp;

    @BeforeEach
    void nameDirectory() {
        directory = WordsDatabase.directory(temp);
    }

    private StateDatabase open() {
        return open(WORDS);
    }

    private StateDatabase open(Schema... schemas) {
        return StateDatabase.open(directory, CLOCK, List.of(schemas));
    }

    @Test
    void aFileThatIsNoDatabaseIsMovedAside() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(
                directory.resolve(StateFile.FILE_NAME), "this is no database, whatever its name says\n".repeat(99));
        assertThatItIsMovedAside();
    }

    @Test
    void aDatabaseDamagedInTheMiddleIsMovedAside() throws IOException {
        try (StateDatabase database = open()) {
            for (int i = 0; i < 2000; i++) {
                add(database, "a word that takes some room " + i);
            }
        }
        Path file = directory.resolve(StateFile.FILE_NAME);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 8192; i < bytes.length; i += 7) {
            bytes[i] ^= 0x5a;
        }
        Files.write(file, bytes);
        assertThatItIsMovedAside();
    }

    @Test
    void whatIsNotOursIsMovedAside() throws Exception {
        List<String> foreign = List.of(
                "CREATE TABLE words (letters TEXT)",
                "CREATE TABLE schema_version (nr INTEGER)",
                "CREATE TABLE schema_version (feature TEXT PRIMARY KEY, version INTEGER NOT NULL);"
                        + "INSERT INTO schema_version VALUES ('words', 1)",
                "CREATE TABLE schema_version (feature TEXT PRIMARY KEY, version INTEGER NOT NULL);"
                        + "INSERT INTO schema_version VALUES ('words', 1);CREATE TABLE words (other TEXT)");
        for (String statements : foreign) {
            Files.createDirectory(directory);
            sqlite(statements);
            assertThatItIsMovedAside("foreign");
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private void sqlite(String statements) throws SQLException {
        try (Connection connection = new SQLiteConfig()
                        .createConnection("jdbc:sqlite:"
                                + directory.resolve(StateFile.FILE_NAME).toUri());
                Statement statement = connection.createStatement()) {
            for (String each : statements.split(";")) {
                statement.execute(each);
            }
        }
    }

    @Test
    void aDirectoryInItsPlaceIsMovedAside() throws Exception {
        Files.createDirectories(directory.resolve(StateFile.FILE_NAME).resolve("deep"));
        assertThatItIsMovedAside("foreign");
        assertThat(directory.resolve("relay-backup.db.foreign-2026-11-23T04-05-06-789Z/deep"))
                .isDirectory();
    }

    /** Zeros at its start, cut in the middle, noise; a file of no length is as good as none. */
    @Test
    void whatAPowerCutOrABadDiskMakesOfItIsMovedAside() throws Exception {
        Path file = directory.resolve(StateFile.FILE_NAME);
        for (String damage : List.of("zeros", "cut", "noise")) {
            try (StateDatabase database = open()) {
                for (int i = 0; i < 2000; i++) {
                    add(database, "a word that takes some room " + i);
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            switch (damage) {
                case "zeros" -> Arrays.fill(bytes, 0, 4096, (byte) 0);
                case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 2 + 100);
                default -> new Random(1).nextBytes(bytes);
            }
            Files.write(file, bytes);
            assertThatItIsMovedAside();
            FileSystemUtils.deleteRecursively(directory);
        }
        Files.createDirectory(directory);
        Files.createFile(file);
        try (StateDatabase database = open()) {
            add(database, "one");
            assertThat(database.begunAnew()).isEmpty();
        }
    }

    @Test
    void aNewerOneIsUsedAsItIs() throws Exception {
        Schema newer = new Schema("words", List.of(WORDS.steps().get(0), "ALTER TABLE words ADD COLUMN language TEXT"));
        try (StateDatabase database = open(newer)) {
            add(database, "one");
        }
        sqlite("CREATE TABLE of_a_later_feature (x TEXT)");
        try (StateDatabase database = open()) {
            add(database, "two");
            assertThat(words(database)).containsExactly("one", "two");
            assertThat(database.begunAnew()).isEmpty();
        }
    }

    private void assertThatItIsMovedAside() throws IOException {
        assertThatItIsMovedAside("corrupt");
    }

    private void assertThatItIsMovedAside(String kind) throws IOException {
        Path aside = directory.resolve("relay-backup.db." + kind + "-2026-11-23T04-05-06-789Z");
        try (StateDatabase database = open()) {
            assertThat(aside).exists();
            assertThat(words(database)).isEmpty();
            add(database, "new");
            assertThat(database.degraded()).isEmpty();
            assertThat(database.begunAnew())
                    .hasValueSatisfying(text ->
                            assertThat(text).contains(aside.getFileName().toString()));
        }
        try (StateDatabase database = open()) {
            assertThat(words(database)).containsExactly("new");
            assertThat(database.begunAnew()).isEmpty();
        }
    }
}
