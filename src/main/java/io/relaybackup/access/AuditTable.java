package io.relaybackup.access;

import io.relaybackup.access.AccessProperties.Audit;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log's rows in the state database. */
final class AuditTable {

    static final Schema SCHEMA = new Schema(
            "access-audit",
            List.of(
                    """
                    CREATE TABLE audit_entry (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      time_ms INTEGER NOT NULL,
                      actor TEXT NOT NULL,
                      address TEXT NOT NULL,
                      method TEXT NOT NULL,
                      target TEXT NOT NULL,
                      status INTEGER NOT NULL,
                      outcome TEXT NOT NULL,
                      refused INTEGER NOT NULL,
                      location TEXT,
                      repeated INTEGER)""",
                    "CREATE INDEX audit_entry_refused ON audit_entry (refused, number)",
                    "CREATE INDEX audit_entry_time ON audit_entry (time_ms)"));

    private final StateDatabase database;

    AuditTable(StateDatabase database) {
        this.database = database;
    }

    /** As well as can be; a failure is logged by the database. */
    void add(AuditEntry entry) {
        database.record(
                "An entry of the audit log",
                client -> client.sql(
                                "INSERT INTO audit_entry (time_ms, actor, address, method, target, status, outcome, refused,"
                                        + " location, repeated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                        .param(entry.time().toEpochMilli())
                        .param(entry.actor())
                        .param(entry.address())
                        .param(entry.method())
                        .param(entry.target())
                        .param(entry.status())
                        .param(entry.outcome().name())
                        .param(entry.isRefused() ? 1 : 0)
                        .param(entry.location())
                        .param(entry.repeated())
                        .update());
    }

    /** Removes what is older than is kept, and the oldest of what is more. */
    void prune(Audit limits, Instant now) {
        database.record("The end of old entries of the audit log", client -> {
            client.sql("DELETE FROM audit_entry WHERE time_ms < ?")
                    .param(now.minus(limits.keep()).toEpochMilli())
                    .update();
            for (int refused = 0; refused <= 1; refused++) {
                client.sql("DELETE FROM audit_entry WHERE refused = ? AND number <= (SELECT number FROM audit_entry"
                                + " WHERE refused = ? ORDER BY number DESC LIMIT 1 OFFSET ?)")
                        .param(refused)
                        .param(refused)
                        .param(refused == 1 ? limits.maxRefusals() : limits.maxEntries())
                        .update();
            }
        });
    }

    /**
     * One more than the limit where there is a next page.
     *
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    List<Row> list(AuditQuery query) {
        StringBuilder sql = new StringBuilder("SELECT * FROM audit_entry WHERE 1 = 1");
        List<Object> parameters = new ArrayList<>();
        restrict(sql, parameters, " AND number < ?", query.before());
        restrict(sql, parameters, " AND time_ms >= ?", millis(query.from()));
        restrict(sql, parameters, " AND time_ms < ?", millis(query.to()));
        restrict(sql, parameters, " AND actor = ?", query.actor());
        sql.append(" ORDER BY number DESC LIMIT ").append(query.limit() + 1);
        return database.read(client -> client.sql(sql.toString())
                .params(parameters)
                .query((row, n) -> read(row))
                .list());
    }

    private static void restrict(StringBuilder sql, List<Object> parameters, String clause, @Nullable Object value) {
        if (value != null) {
            sql.append(clause);
            parameters.add(value);
        }
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private static Row read(ResultSet row) throws SQLException {
        int repeated = row.getInt("repeated");
        return new Row(
                row.getLong("number"),
                new AuditEntry(
                        Instant.ofEpochMilli(row.getLong("time_ms")),
                        row.getString("actor"),
                        row.getString("address"),
                        row.getString("method"),
                        row.getString("target"),
                        row.getInt("status"),
                        AuditOutcome.valueOf(row.getString("outcome")),
                        row.getString("location"),
                        repeated == 0 ? null : repeated));
    }

    /** An entry and its number, by which pages follow each other. */
    record Row(long number, AuditEntry entry) {}
}
