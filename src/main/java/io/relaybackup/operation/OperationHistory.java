package io.relaybackup.operation;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.Operation.OperationProgress;
import io.relaybackup.problem.Problem;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Operations in the state database, running and past. As good as the database is: what cannot be written is logged and
 * lost, what cannot be read is absent.
 */
final class OperationHistory {

    static final Schema SCHEMA =
            new Schema("operation", List.of("""
                    CREATE TABLE operation (
                      id TEXT PRIMARY KEY,
                      type TEXT NOT NULL,
                      status TEXT NOT NULL,
                      actor TEXT NOT NULL,
                      backup TEXT,
                      store TEXT,
                      created_at INTEGER NOT NULL,
                      seen_at INTEGER NOT NULL,
                      started_at INTEGER,
                      finished_at INTEGER,
                      progress TEXT NOT NULL,
                      result TEXT,
                      problem TEXT,
                      log TEXT NOT NULL) WITHOUT ROWID
                    """, "CREATE INDEX operation_backup ON operation (backup)"));

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private static final String UNFINISHED = "status IN ('QUEUED', 'RUNNING')";

    /** A newer service may have written types that this one does not know. */
    private static final String PAST = "status NOT IN ('QUEUED', 'RUNNING') AND type IN ("
            + Arrays.stream(OperationType.values())
                    .map(type -> "'" + type.name() + "'")
                    .collect(Collectors.joining(", "))
            + ")";

    private final StateDatabase database;
    private final HistoryJson json;

    OperationHistory(StateDatabase database, JsonMapper json) {
        this.database = database;
        this.json = new HistoryJson(json);
    }

    /** Writes an operation as it stands over what was known of it. */
    boolean save(Operation operation) {
        return database.record(
                "Operation " + operation.id(),
                client -> client.sql("""
                        INSERT OR REPLACE INTO operation (id, type, status, actor, backup, store, created_at, seen_at,
                          started_at, finished_at, progress, result, problem, log)
                        VALUES (:id, :type, :status, :actor, :backup, :store, :created, :created,
                          :started, :finished, :progress, :result, :problem, :log)
                        """)
                        .param("id", operation.id().value())
                        .param("type", operation.type().name())
                        .param("status", operation.status().name())
                        .param("actor", operation.actor())
                        .param("backup", operation.backup())
                        .param("store", operation.store())
                        .param("created", operation.createdAt().toEpochMilli())
                        .param("started", millis(operation.startedAt()))
                        .param("finished", millis(operation.finishedAt()))
                        .param("progress", json.write(operation.progress()))
                        .param("result", json.write(operation.result()))
                        .param("problem", json.write(operation.problem()))
                        .param("log", json.write(operation.log()))
                        .update());
    }

    /** Writes how far one has come, unless it has ended meanwhile. */
    void saveProgress(Operation operation, Instant now) {
        database.record(
                "The progress of operation " + operation.id(),
                client -> client.sql("""
                        UPDATE operation SET status = :status, seen_at = :now, started_at = :started,
                          progress = :progress, log = :log
                        WHERE id = :id AND\s""" + UNFINISHED)
                        .param("id", operation.id().value())
                        .param("now", now.toEpochMilli())
                        .param("status", operation.status().name())
                        .param("started", millis(operation.startedAt()))
                        .param("progress", json.write(operation.progress()))
                        .param("log", json.write(operation.log()))
                        .update());
    }

    /** Ends what an earlier service left unfinished, at the time it was last heard of. */
    void interruptUnfinished() {
        String problem = json.write(RunningOperation.interruption());
        database.record(
                "The interruption of operations",
                client -> client.sql("""
                        UPDATE operation SET status = 'INTERRUPTED', finished_at = seen_at,
                          problem = json_set(:problem, '$.operation', id)
                        WHERE\s""" + UNFINISHED).param("problem", problem).update());
    }

    Optional<Operation> find(OperationId id) {
        return read(client -> client.sql("SELECT * FROM operation WHERE id = ?")
                        .param(id.value())
                        .query(this::row)
                        .list())
                .stream()
                .findFirst();
    }

    /** Past ones about a backup, newest first. */
    List<Operation> about(BackupId backup) {
        return read(client -> client.sql("SELECT * FROM operation WHERE backup = ? AND " + PAST + " ORDER BY id DESC")
                .param(backup.value())
                .query(this::row)
                .list());
    }

    /**
     * Past ones, newest first.
     *
     * @param before only those with a lesser id; null for all
     */
    List<Operation> list(
            @Nullable OperationType type, @Nullable OperationStatus status, int limit, @Nullable OperationId before) {
        return read(client -> client.sql("SELECT * FROM operation WHERE " + PAST + """
                         AND (:type IS NULL OR type = :type)
                          AND (:status IS NULL OR status = :status)
                          AND (:before IS NULL OR id < :before)
                          ORDER BY id DESC LIMIT :limit
                        """)
                .param("type", type == null ? null : type.name())
                .param("status", status == null ? null : status.name())
                .param("before", before == null ? null : before.value())
                .param("limit", limit)
                .query(this::row)
                .list());
    }

    /** Forgets past ones beyond the newest so many, and those created before a time. */
    void prune(int count, Instant oldest) {
        database.record("The end of old operations", client -> {
            client.sql("DELETE FROM operation WHERE id < :oldest AND NOT " + UNFINISHED)
                    .param("oldest", OperationIds.firstOf(oldest.toEpochMilli()).value())
                    .update();
            client.sql("DELETE FROM operation WHERE NOT " + UNFINISHED
                            + " AND id <= (SELECT id FROM operation ORDER BY id DESC LIMIT 1 OFFSET :count)")
                    .param("count", count)
                    .update();
        });
    }

    /** Forgets all past ones; returns how many there were. */
    int clear() {
        return database.write(client ->
                client.sql("DELETE FROM operation WHERE NOT " + UNFINISHED).update());
    }

    private List<Operation> read(Function<JdbcClient, List<Operation>> query) {
        try {
            return database.read(query);
        } catch (DataAccessException e) {
            log.warn("The history of operations cannot be read", e);
            return List.of();
        }
    }

    private Operation row(ResultSet row, int number) throws SQLException {
        Instant started = instant(row, "started_at");
        Instant finished = instant(row, "finished_at");
        OperationProgress progress = json.read(row.getString("progress"), OperationProgress.class);
        return new Operation(
                new OperationId(row.getString("id")),
                OperationType.valueOf(row.getString("type")),
                OperationStatus.valueOf(row.getString("status")),
                row.getString("actor"),
                row.getString("backup"),
                row.getString("store"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                started,
                finished,
                started == null || finished == null ? null : finished.toEpochMilli() - started.toEpochMilli(),
                progress == null ? OperationProgress.NONE : progress,
                json.readTree(row.getString("result")),
                json.read(row.getString("problem"), Problem.class),
                json.readLines(row.getString("log")));
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
