package io.relaybackup.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The open connections: one that writes, behind a lock, and some that read beside it. Without readers, as in memory,
 * reading takes its turn with writing.
 */
final class Connections implements AutoCloseable {

    private final Connection writer;
    private final JdbcClient writing;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Connection> readers;
    private final Queue<JdbcClient> idle = new ConcurrentLinkedQueue<>();
    private final Semaphore idleCount;

    Connections(Connection writer, List<Connection> readers) {
        this.writer = writer;
        this.writing = client(writer);
        this.readers = List.copyOf(readers);
        this.idleCount = new Semaphore(readers.size());
        readers.forEach(reader -> idle.add(client(reader)));
    }

    private static JdbcClient client(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    <T> T read(Function<JdbcClient, T> work) {
        if (readers.isEmpty() || lock.isHeldByCurrentThread()) {
            return locked(() -> work.apply(writing));
        }
        idleCount.acquireUninterruptibly();
        JdbcClient reader = idle.remove();
        try {
            return work.apply(reader);
        } finally {
            idle.add(reader);
            idleCount.release();
        }
    }

    /**
     * Runs work in one transaction; within another of the same thread, in that one.
     *
     * @param synchronous {@code FULL} to survive a loss of power once it returned, {@code NORMAL} to survive a crash
     */
    <T> T write(String synchronous, Function<JdbcClient, T> work) {
        return locked(() -> {
            if (lock.getHoldCount() > 1) {
                return work.apply(writing);
            }
            try {
                return transact(synchronous, work);
            } catch (SQLException e) {
                throw new UncategorizedSQLException("transaction", null, e);
            }
        });
    }

    private <T> T transact(String synchronous, Function<JdbcClient, T> work) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA synchronous = " + synchronous);
        }
        writer.setAutoCommit(false);
        try {
            T result = work.apply(writing);
            writer.commit();
            writer.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Throwable reason) {
        try {
            writer.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e); // SQLite itself rolls back on some errors, such as a full disk
        }
        try {
            writer.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for those that read and write, then closes. */
    @Override
    public void close() throws SQLException {
        idleCount.acquireUninterruptibly(readers.size());
        for (Connection reader : readers) {
            reader.close();
        }
        lock.lock();
        try {
            writer.close();
        } finally {
            lock.unlock();
            idleCount.release(readers.size());
        }
    }
}
