package io.relaybackup.state;

import static io.relaybackup.state.WordsDatabase.CLOCK;
import static io.relaybackup.state.WordsDatabase.WORDS;
import static io.relaybackup.state.WordsDatabase.add;
import static io.relaybackup.state.WordsDatabase.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

class StateDatabaseTest {

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
    void whatWasWrittenIsThereAfterAReopening() {
        try (StateDatabase database = open()) {
            add(database, "one");
        }
        try (StateDatabase database = open()) {
            assertThat(words(database)).containsExactly("one");
            assertThat(database.degraded()).isEmpty();
        }
    }

    @Test
    void directoryAndFilesAreForTheirOwnerAlone() throws IOException {
        try (StateDatabase database = open()) {
            add(database, "one");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith(StateFile.FILE_NAME)))
                        .hasSizeGreaterThanOrEqualTo(2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aFileWithWiderPermissionsIsClosedToOthers() throws IOException {
        open().close();
        Path file = directory.resolve(StateFile.FILE_NAME);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLostDatabaseIsMadeAnew() throws IOException {
        try (StateDatabase database = open()) {
            add(database, "one");
        }
        Files.delete(directory.resolve(StateFile.FILE_NAME));
        try (StateDatabase database = open()) {
            assertThat(words(database)).isEmpty();
        }
    }

    @Test
    void aFileInPlaceOfTheDirectoryLeavesADatabaseInMemory() throws IOException {
        Files.writeString(directory, "in the way");
        try (StateDatabase database = open()) {
            add(database, "one");
            assertThat(words(database)).containsExactly("one");
            assertThat(database.degraded())
                    .hasValueSatisfying(reason ->
                            assertThat(reason).contains(directory.toString()).contains("memory only"));
        }
    }

    @Test
    void whatCanStillBeReadIsThereWhenTheDirectoryCannotBeWritten() throws IOException {
        try (StateDatabase database = open()) {
            add(database, "one");
        }
        makeUnwritable();
        try (StateDatabase database = open()) {
            assertThat(database.degraded()).isPresent();
            add(database, "two");
            assertThat(words(database)).containsExactly("one", "two");
        }
    }

    @Test
    void theWriteAheadLogThatACrashLeftIsReadWhenTheDirectoryCannotBeWritten() throws IOException {
        Path copy = temp.resolve("copy");
        Files.createDirectory(copy);
        try (StateDatabase database = open()) {
            add(database, "one");
            for (String name : List.of("relay-backup.db", "relay-backup.db-wal")) {
                Files.copy(directory.resolve(name), copy.resolve(name));
            }
        }
        assertThat(copy.resolve("relay-backup.db-wal")).isNotEmptyFile();
        directory = copy;
        makeUnwritable();
        try (StateDatabase database = open()) {
            assertThat(database.degraded()).isPresent();
            assertThat(words(database)).containsExactly("one");
        }
    }

    /** The tests may run as root, whom no permission stops: a directory stands where the lock file goes. */
    private void makeUnwritable() throws IOException {
        Files.deleteIfExists(directory.resolve(StateLock.FILE_NAME));
        Files.createDirectory(directory.resolve(StateLock.FILE_NAME));
    }

    @Test
    void aFullDiskIsAValueWhenRecordingAndLeavesTheRestReadable() {
        try (StateDatabase database = open()) {
            add(database, "one");
            limitPages(database, 6);

            boolean recorded = database.record(
                    "A long word",
                    client -> client.sql("INSERT INTO words (word) VALUES (?)")
                            .param("x".repeat(100_000))
                            .update());

            assertThat(recorded).isFalse();
            assertThat(database.degraded())
                    .hasValueSatisfying(r -> assertThat(r).contains("full"));
            assertThat(words(database)).containsExactly("one");

            limitPages(database, 1_000_000);
            assertThat(database.record(
                            "A word",
                            client -> client.sql("INSERT INTO words (word) VALUES ('two')")
                                    .update()))
                    .isTrue();
            assertThat(database.degraded()).isEmpty();
        }
    }

    @Test
    void aFullDiskIsAnExceptionWhenWriting() {
        try (StateDatabase database = open()) {
            limitPages(database, 6);
            assertThatThrownBy(() -> add(database, "x".repeat(100_000))).isInstanceOf(DataAccessException.class);
            assertThat(database.degraded()).isPresent();
        }
    }

    private static void limitPages(StateDatabase database, int pages) {
        database.write(client ->
                client.sql("PRAGMA max_page_count = " + pages).query(Long.class).single());
    }

    @Test
    void aTransactionThatFailsLeavesNothing() {
        try (StateDatabase database = open()) {
            assertThatThrownBy(() -> database.write(client -> {
                        client.sql("INSERT INTO words (word) VALUES ('half')").update();
                        throw new IllegalStateException("stop");
                    }))
                    .hasMessage("stop");
            assertThat(words(database)).isEmpty();
            add(database, "whole");
            assertThat(words(database)).containsExactly("whole");
        }
    }

    @Test
    void readersDoNotWaitForAWriter() throws Exception {
        try (StateDatabase database = open()) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            CompletableFuture<Boolean> writer = CompletableFuture.supplyAsync(() -> database.write(client -> {
                client.sql("INSERT INTO words (word) VALUES ('slow')").update();
                written.countDown();
                return await(release);
            }));
            assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(words(database)).isEmpty();
            release.countDown();
            assertThat(writer.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(words(database)).containsExactly("slow");
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void laterStepsAreAppliedToAnEarlierDatabase() {
        try (StateDatabase database = open()) {
            add(database, "one");
        }
        Schema newer = new Schema(
                "words", List.of(WORDS.steps().get(0), "ALTER TABLE words ADD COLUMN length INTEGER DEFAULT 7"));
        try (StateDatabase database = open(newer, new Schema("other", List.of("CREATE TABLE other (id INTEGER)")))) {
            assertThat(database.<Integer>read(client -> client.sql("SELECT length FROM words")
                            .query(Integer.class)
                            .single()))
                    .isEqualTo(7);
        }
        try (StateDatabase older = open()) {
            add(older, "two");
            assertThat(words(older)).containsExactly("one", "two");
            assertThat(older.degraded()).isEmpty();
        }
    }

    @Test
    void aSecondServiceInThisProcessIsRefused() {
        try (StateDatabase database = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StateDirectoryInUseException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("2026-11-23T04:05:06.789Z");
            add(database, "still works");
        }
        open().close();
    }

    @Test
    void aSecondServiceInAnotherProcessIsRefusedAndAKilledOneIsNot() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StateHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String line = other.inputReader()
                    .lines()
                    .filter(StateHolder.READY::equals)
                    .findFirst()
                    .orElse("it ended");
            assertThat(line).isEqualTo(StateHolder.READY);
            assertThatThrownBy(this::open)
                    .isInstanceOf(StateDirectoryInUseException.class)
                    .hasMessageContaining("pid " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (StateDatabase database = open()) {
            assertThat(words(database)).containsExactly("held");
        }
    }
}
