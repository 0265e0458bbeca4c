package io.relaybackup.state;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A database of words in a directory with an awkward name, for tests. */
final class WordsDatabase {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T04:05:06.789Z"), ZoneOffset.UTC);

    static final Schema WORDS = new Schema("words", List.of("CREATE TABLE words (word TEXT PRIMARY KEY)"));

    private WordsDatabase() {}

    static Path directory(Path temp) {
        return temp.resolve("a state?mode=memory #1");
    }

    static void add(StateDatabase database, String word) {
        database.write(client ->
                client.sql("INSERT INTO words (word) VALUES (?)").param(word).update());
    }

    static List<String> words(StateDatabase database) {
        return database.read(client -> client.sql("SELECT word FROM words ORDER BY word")
                .query(String.class)
                .list());
    }
}
