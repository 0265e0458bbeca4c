package io.relaybackup.state;

import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/** The database's file: making it, opening it, and moving it aside when it is damaged. */
final class StateFile {

    static final String FILE_NAME = "relay-backup.db";

    private static final Logger log = LoggerFactory.getLogger(StateDatabase.class);

    private static final int READERS = 3;

    private static final int BUSY_TIMEOUT_MS = 10_000;

    private static final int WAL_LIMIT_BYTES = 16 << 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSSX").withZone(ZoneOffset.UTC);

    private static final String CORRUPT = ".corrupt-";

    private static final String FOREIGN = ".foreign-";

    private final Path file;

    private volatile @Nullable Path aside;

    private volatile String why = "";

    StateFile(Path directory) {
        this.file = directory.resolve(FILE_NAME);
    }

    /** Makes the directory, for its owner alone; one that exists keeps its permissions. */
    static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (isPosix(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    /**
     * Opens the database, a new one when there is none, or when what is there is damaged or no database of ours.
     *
     * @param now names what is moved aside
     */
    Connections open(List<Schema> schemas, Instant now) throws IOException, SQLException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            moveAside(now, FOREIGN, "it is a directory");
        }
        createPrivately();
        try {
            return connect(schemas);
        } catch (SQLException e) {
            if (isDamage(e)) {
                moveAside(now, CORRUPT, "it was damaged: " + describe(e));
            } else if (isForeign(e)) {
                moveAside(now, FOREIGN, "it is not of this service: " + describe(e));
            } else {
                throw e;
            }
        }
        createPrivately();
        return connect(schemas);
    }

    /** SQLite gives its side files the mode of the database, so that this is the only one to be set. */
    private void createPrivately() throws IOException {
        boolean exists = Files.exists(file);
        if (!isPosix(file)) {
            return;
        }
        var mode = PosixFilePermissions.fromString("rw-------");
        if (!exists) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
        } else if (!Files.getPosixFilePermissions(file).equals(mode)) {
            Files.setPosixFilePermissions(file, mode);
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private Connections connect(List<Schema> schemas) throws SQLException {
        List<Connection> opened = new ArrayList<>();
        try {
            Connection writer = add(opened, settings());
            check(writer);
            Migrations.apply(writer, schemas);
            SchemaCheck.run(writer, schemas);
            for (int i = 0; i < READERS; i++) {
                add(opened, settings());
            }
            return new Connections(writer, opened.subList(1, opened.size()));
        } catch (SQLException e) {
            for (Connection connection : opened) {
                connection.close();
            }
            throw e;
        }
    }

    private Connection add(List<Connection> opened, SQLiteConfig settings) throws SQLException {
        // A URI, because a '?' in a plain name would start a list of settings.
        Connection connection = settings.createConnection("jdbc:sqlite:" + file.toUri());
        opened.add(connection);
        return connection;
    }

    private static SQLiteConfig settings() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setJournalSizeLimit(WAL_LIMIT_BYTES);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        return config;
    }

    /** Throws an exception that {@link #isDamage} knows when the database is not sound. */
    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String answer = row.next() ? row.getString(1) : "no answer";
            if (!"ok".equals(answer)) {
                throw new SQLException(answer, null, SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
        }
    }

    private static boolean isDamage(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Whether its tables are others than ours, so that the same would come of every further start. */
    private static boolean isForeign(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_SCHEMA.code
                || primary == SQLiteErrorCode.SQLITE_ERROR.code
                || primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || primary == SQLiteErrorCode.SQLITE_MISMATCH.code;
    }

    private void moveAside(Instant now, String kind, String reason) throws IOException {
        String suffix = kind + TIME.format(now);
        Path place = file.resolveSibling(FILE_NAME + suffix);
        Files.move(file, place);
        for (String side : List.of("-wal", "-shm")) {
            Path from = file.resolveSibling(FILE_NAME + side);
            if (Files.exists(from)) {
                Files.move(from, file.resolveSibling(FILE_NAME + suffix + side));
            }
        }
        aside = place;
        why = reason;
        log.warn(
                "The state database could not be used, as {}. It is now {}; a new one is used. Operation history,"
                        + " idempotency keys, audit log and tokens made by API start anew; backups are not touched.",
                reason,
                place);
    }

    /** What was moved aside by this start and why, in words, as long as nobody has taken it away. */
    Optional<String> movedAside() {
        Path place = aside;
        return place == null || !Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                ? Optional.empty()
                : Optional.of("The state database could not be used, as " + why + ". It is kept as "
                        + place.getFileName() + ", and a new one is used: operation history, audit log and tokens"
                        + " made by API began anew.");
    }

    /** What kept the database from being opened, in a few words. */
    static String describe(Exception e) {
        Throwable cause = e instanceof DataAccessException d ? d.getMostSpecificCause() : e;
        String code = ErrorCode.find(cause);
        String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return code == null ? message : code + ", " + message;
    }
}
