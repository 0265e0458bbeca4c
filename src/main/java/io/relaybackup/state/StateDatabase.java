package io.relaybackup.state;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The local database. One that is damaged, or not of this service, is moved aside and a new one made; where the
 * directory cannot be written it lives in memory until the service ends, starting with what can still be read. Safe for
 * many threads: readers go on beside the one writer.
 *
 * <p>Does not know what it keeps: each feature brings its {@link Schema}.
 */
public final class StateDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateDatabase.class);

    private final Connections connections;
    private final @Nullable StateLock lock;
    private final @Nullable String inMemory;
    private final Supplier<Optional<String>> begunAnew;
    private volatile @Nullable String lastFailure;

    private StateDatabase(
            Connections connections,
            @Nullable StateLock lock,
            @Nullable String inMemory,
            Supplier<Optional<String>> begunAnew) {
        this.connections = connections;
        this.begunAnew = begunAnew;
        this.lock = lock;
        this.inMemory = inMemory;
    }

    /**
     * Opens the database of a state directory, which is made when it is missing. Trouble with the directory is no
     * failure: see {@link #degraded}.
     *
     * @throws StateDirectoryInUseException when another service has it
     */
    public static StateDatabase open(Path directory, Clock clock, List<Schema> schemas) {
        Path absolute = directory.toAbsolutePath().normalize();
        StateLock lock = null;
        try {
            StateFile.createDirectory(absolute);
            lock = StateLock.take(absolute, clock.instant());
            StateFile file = new StateFile(absolute);
            Connections connections = file.open(schemas, clock.instant());
            return new StateDatabase(connections, lock, null, file::movedAside);
        } catch (IOException | SQLException e) {
            return openInMemory(absolute, schemas, lock, e);
        }
    }

    private static StateDatabase openInMemory(
            Path directory, List<Schema> schemas, @Nullable StateLock lock, Exception reason) {
        String why = "The state directory " + directory + " cannot be used (" + StateFile.describe(reason) + ")";
        log.error(
                "{}. The service runs with its state in memory: what is new in operation history, audit log,"
                        + " idempotency keys and tokens is lost when it stops. Backups are not affected.",
                why);
        try {
            return new StateDatabase(
                    StateMemory.open(directory.resolve(StateFile.FILE_NAME), schemas), lock, why, Optional::empty);
        } catch (SQLException e) {
            throw new IllegalStateException("SQLite cannot even work in memory", e);
        }
    }

    /**
     * Runs queries.
     *
     * @throws DataAccessException when the database fails; the caller falls back to what it knows
     */
    public <T> T read(Function<JdbcClient, T> work) {
        return connections.read(work);
    }

    /**
     * Runs changes in one transaction, which is on stable storage when this returns; an exception of the work undoes
     * it.
     *
     * @throws DataAccessException when the database fails; nothing of it is kept then
     */
    public <T> T write(Function<JdbcClient, T> work) {
        try {
            T result = connections.write("FULL", work);
            succeeded();
            return result;
        } catch (DataAccessException e) {
            failed(StateFile.describe(e));
            throw e;
        }
    }

    /**
     * Runs changes in one transaction as well as can be: a failure of the database is logged and answered, never
     * thrown. Survives a crash of the service; the last moments before a loss of power may go.
     *
     * @param what is being recorded, for the log
     * @return whether it was recorded
     */
    public boolean record(String what, Consumer<JdbcClient> work) {
        try {
            connections.write("NORMAL", client -> {
                work.accept(client);
                return true;
            });
            succeeded();
            return true;
        } catch (DataAccessException e) {
            String failure = StateFile.describe(e);
            failed(failure);
            log.debug("{} could not be recorded: {}.", what, failure);
            return false;
        }
    }

    /** One line when trouble begins and one when it ends, however much there is to be recorded meanwhile. */
    private void failed(String failure) {
        if (!failure.equals(lastFailure)) {
            log.warn("The state database cannot be written: {}. What happens meanwhile may be missing in it.", failure);
        }
        lastFailure = failure;
    }

    private void succeeded() {
        if (lastFailure != null) {
            log.info("The state database can be written again.");
        }
        lastFailure = null;
    }

    /** Why state may be lost, when it may: it is kept in memory only, or the last change could not be written. */
    public Optional<String> degraded() {
        if (inMemory != null) {
            return Optional.of(inMemory + "; state is kept in memory only.");
        }
        return Optional.ofNullable(lastFailure)
                .map(failure -> "The last change to the state database could not be written: " + failure + ".");
    }

    /** Why this start began with a new database where there was one, as long as the old one is kept aside. */
    public Optional<String> begunAnew() {
        return begunAnew.get();
    }

    @Override
    public void close() {
        try {
            connections.close();
            if (lock != null) {
                lock.close();
            }
        } catch (SQLException | IOException e) {
            log.warn("The state database did not close well: {}.", e.getMessage());
        }
    }
}
