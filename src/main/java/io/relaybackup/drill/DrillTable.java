package io.relaybackup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.operation.OperationId;
import io.relaybackup.problem.Problem;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The evidence in the state database: a row for each drill of each store, its columns what is asked for and the whole
 * as JSON. Beside it, how many backups were made since drills were last held.
 */
final class DrillTable {

    static final Schema SCHEMA = new Schema(
            "restore-drill",
            List.of(
                    """
                    CREATE TABLE restore_drill (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      operation TEXT NOT NULL,
                      store TEXT NOT NULL,
                      outcome TEXT NOT NULL,
                      evidence TEXT NOT NULL)""",
                    "CREATE INDEX restore_drill_store ON restore_drill (store, outcome, number)",
                    "CREATE INDEX restore_drill_operation ON restore_drill (operation)",
                    """
                    CREATE TABLE restore_drill_backups (
                      id INTEGER PRIMARY KEY CHECK (id = 1),
                      backups INTEGER NOT NULL)"""));

    private static final Logger log = LoggerFactory.getLogger(DrillTable.class);

    private final StateDatabase database;
    private final JsonMapper json;

    DrillTable(StateDatabase database, JsonMapper json) {
        this.database = database;
        // What other versions wrote is read as well as it can be.
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(Problem.class, Whole.class)
                .build();
    }

    /** Empty lists are written too, because a problem cannot be made without one. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private interface Whole {}

    /** Writes a drill over what was known of it; as well as can be, a failure is logged by the database. */
    void save(Drill drill) {
        String evidence = json.writeValueAsString(drill);
        database.record("A restore drill", client -> {
            int known = client.sql(
                            "UPDATE restore_drill SET outcome = ?, evidence = ? WHERE operation = ? AND store = ?")
                    .params(drill.outcome().name(), evidence, drill.operation().value(), drill.store())
                    .update();
            if (known == 0) {
                client.sql("INSERT INTO restore_drill (operation, store, outcome, evidence) VALUES (?, ?, ?, ?)")
                        .params(
                                drill.operation().value(),
                                drill.store(),
                                drill.outcome().name(),
                                evidence)
                        .update();
            }
        });
    }

    /** Forgets all but the newest so many. */
    void prune(int count) {
        database.record(
                "The end of old restore drills",
                client -> client.sql("DELETE FROM restore_drill WHERE number <="
                                + " (SELECT number FROM restore_drill ORDER BY number DESC LIMIT 1 OFFSET ?)")
                        .param(count)
                        .update());
    }

    /** Drills that have not ended, as far as is known here. */
    List<Drill> running() {
        return select(" WHERE outcome = 'RUNNING' ORDER BY number");
    }

    /** Those of an operation that have not ended. */
    List<Drill> running(OperationId operation) {
        return running().stream()
                .filter(drill -> drill.operation().equals(operation))
                .toList();
    }

    /** The last of a store's with one of these outcomes. */
    Optional<Drill> last(String store, List<DrillOutcome> outcomes) {
        List<String> names = outcomes.stream().map(Enum::name).toList();
        return read(client -> client.sql("SELECT number, evidence FROM restore_drill"
                                + " WHERE store = :store AND outcome IN (:names) ORDER BY number DESC LIMIT 1")
                        .param("store", store)
                        .param("names", names)
                        .query(this::row)
                        .list())
                .stream()
                .flatMap(Optional::stream)
                .map(Row::drill)
                .findFirst();
    }

    private List<Drill> select(String rest) {
        return read(client -> client.sql("SELECT number, evidence FROM restore_drill" + rest)
                        .query(this::row)
                        .list())
                .stream()
                .flatMap(Optional::stream)
                .map(Row::drill)
                .toList();
    }

    private interface Query {
        List<Optional<Row>> run(org.springframework.jdbc.core.simple.JdbcClient client);
    }

    private List<Optional<Row>> read(Query query) {
        try {
            return database.read(query::run);
        } catch (DataAccessException e) {
            log.warn("The evidence of restore drills cannot be read", e);
            return List.of();
        }
    }

    /**
     * Newest first, one more than the limit where there is a next page.
     *
     * @param before the number that ended the page before
     * @throws DataAccessException when the database fails
     */
    List<Row> list(@Nullable String store, @Nullable DrillOutcome outcome, int limit, @Nullable Long before) {
        return database
                .read(client -> client.sql("""
                                SELECT number, evidence FROM restore_drill
                                WHERE (:store IS NULL OR store = :store)
                                  AND (:outcome IS NULL OR outcome = :outcome)
                                  AND (:before IS NULL OR number < :before)
                                ORDER BY number DESC LIMIT :limit
                                """)
                        .param("store", store)
                        .param("outcome", outcome == null ? null : outcome.name())
                        .param("before", before)
                        .param("limit", limit + 1)
                        .query(this::row)
                        .list())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** A drill and its number, by which pages follow each other. */
    record Row(long number, Drill drill) {}

    private Optional<Row> row(ResultSet row, int index) throws SQLException {
        try {
            return Optional.of(new Row(row.getLong("number"), json.readValue(row.getString("evidence"), Drill.class)));
        } catch (JacksonException e) {
            log.warn("The evidence of a restore drill cannot be read: {}", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    /** One more backup since drills were last held. */
    void countBackup() {
        database.record(
                "A backup since the last restore drill",
                client -> client.sql("INSERT INTO restore_drill_backups (id, backups) VALUES (1, 1)"
                                + " ON CONFLICT (id) DO UPDATE SET backups = backups + 1")
                        .update());
    }

    void forgetBackups() {
        database.record(
                "The beginning of a restore drill",
                client -> client.sql("DELETE FROM restore_drill_backups").update());
    }

    /** How many were made since drills were last held. */
    int backups() {
        try {
            return database.read(client -> client.sql("SELECT backups FROM restore_drill_backups")
                    .query(Integer.class)
                    .optional()
                    .orElse(0));
        } catch (DataAccessException e) {
            log.warn("How many backups were made since the last restore drill cannot be read", e);
            return 0;
        }
    }
}
