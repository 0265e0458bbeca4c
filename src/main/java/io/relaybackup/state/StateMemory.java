package io.relaybackup.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * The database in memory, for a state directory that cannot be written. It starts with what can still be read there, so
 * that tokens made by API keep opening the door for a restore.
 */
final class StateMemory {

    private static final Logger log = LoggerFactory.getLogger(StateDatabase.class);

    private static final long MAX_BYTES = 256L << 20;

    /** In the header, how the file is written and read: 2 is WAL, which memory does not have, 1 is without. */
    private static final int WRITE_VERSION = 18;

    private static final int READ_VERSION = 19;

    private StateMemory() {}

    /** An empty one. */
    static Connections open(List<Schema> schemas) throws SQLException {
        return open(new SQLiteConfig().createConnection("jdbc:sqlite::memory:"), schemas);
    }

    /** One with what the file holds, where that can be read. */
    static Connections open(Path file, List<Schema> schemas) throws SQLException {
        if (!Files.isRegularFile(file)) {
            return open(schemas);
        }
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        try {
            connection.unwrap(SQLiteConnection.class).deserialize("main", content(file));
            StateFile.check(connection);
            return open(connection, schemas);
        } catch (IOException | SQLException e) {
            log.warn("The earlier state database could not be read either: {}.", StateFile.describe(e));
            connection.close();
            return open(schemas);
        }
    }

    private static Connections open(Connection connection, List<Schema> schemas) throws SQLException {
        Migrations.apply(connection, schemas);
        return new Connections(connection, List.of());
    }

    private static byte[] content(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it has " + Files.size(file) + " bytes, more than the " + MAX_BYTES + " allowed");
        }
        byte[] bytes = merged(file);
        if (bytes.length > READ_VERSION) {
            bytes[WRITE_VERSION] = 1;
            bytes[READ_VERSION] = 1;
        }
        return bytes;
    }

    /** The file with its write-ahead log, which a crash leaves; without it where there is no room to merge them. */
    private static byte[] merged(Path file) throws IOException {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        if (!Files.exists(wal) || Files.size(wal) == 0) {
            return Files.readAllBytes(file);
        }
        Path directory = Files.createTempDirectory("relay-backup-state");
        Path copy = directory.resolve("copy.db");
        Path walCopy = directory.resolve("copy.db-wal");
        try {
            Files.copy(file, copy);
            Files.copy(wal, walCopy);
            try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + copy.toUri());
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = DELETE");
            }
            return Files.readAllBytes(copy);
        } catch (IOException | SQLException e) {
            log.warn("The newest changes in {} could not be merged: {}.", wal, StateFile.describe(e));
            return Files.readAllBytes(file);
        } finally {
            for (String name : List.of("copy.db", "copy.db-wal", "copy.db-shm")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        }
    }
}
