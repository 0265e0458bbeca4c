package io.relaybackup.idempotency;

import static org.springframework.web.context.request.RequestAttributes.SCOPE_REQUEST;

import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that started something, in the state database. Ties a key to the first operation that starts on the thread
 * of its request.
 */
public final class IdempotencyKeys implements OperationListener {

    static final Schema SCHEMA = new Schema(
            "idempotency", List.of("""
                    CREATE TABLE idempotency_key (
                      actor TEXT NOT NULL,
                      key TEXT NOT NULL,
                      fingerprint TEXT NOT NULL,
                      created_at INTEGER NOT NULL,
                      operation TEXT NOT NULL,
                      status INTEGER,
                      headers TEXT,
                      body TEXT,
                      PRIMARY KEY (actor, key)) WITHOUT ROWID
                    """, "CREATE INDEX idempotency_key_created ON idempotency_key (created_at)"));

    private static final Logger log = LoggerFactory.getLogger(IdempotencyKeys.class);

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final StateDatabase database;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration keep;

    IdempotencyKeys(StateDatabase database, JsonMapper json, Clock clock, Duration keep) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.keep = keep;
    }

    @Override
    public void started(Operation operation) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        Object passage = request == null ? null : request.getAttribute(Passage.ATTRIBUTE, SCOPE_REQUEST);
        if (passage instanceof Passage p && p.attempt().start(operation.id())) {
            tie(p.attempt(), operation.id());
        }
    }

    private void tie(Attempt attempt, OperationId operation) {
        long now = clock.millis();
        database.record("An idempotency key", client -> {
            client.sql("DELETE FROM idempotency_key WHERE created_at < ?")
                    .param(now - keep.toMillis())
                    .update();
            client.sql("""
                            INSERT OR REPLACE INTO idempotency_key (actor, key, fingerprint, created_at, operation)
                            VALUES (?, ?, ?, ?, ?)
                            """)
                    .params(attempt.key().actor(), attempt.key().text(), attempt.fingerprint(), now, operation.value())
                    .update();
        });
    }

    void answered(RequestKey key, Answer answer) {
        database.record(
                "The answer to an idempotency key",
                client -> client.sql(
                                "UPDATE idempotency_key SET status = ?, headers = ?, body = ? WHERE actor = ? AND key = ?")
                        .params(
                                answer.status(),
                                json.writeValueAsString(answer.headers()),
                                answer.body(),
                                key.actor(),
                                key.text())
                        .update());
    }

    /** What is known of a key; nothing when it started nothing, is too old, or the database fails. */
    Optional<KeyRecord> find(RequestKey key) {
        try {
            return database.read(client -> client.sql("""
                            SELECT fingerprint, operation, status, headers, body FROM idempotency_key
                            WHERE actor = ? AND key = ? AND created_at >= ?
                            """)
                    .params(key.actor(), key.text(), clock.millis() - keep.toMillis())
                    .query(this::row)
                    .optional());
        } catch (DataAccessException e) {
            log.warn("Idempotency keys cannot be read; a repeated request may start its work again", e);
            return Optional.empty();
        }
    }

    private KeyRecord row(ResultSet row, int number) throws SQLException {
        int status = row.getInt("status");
        Answer answer = row.wasNull()
                ? null
                : new Answer(status, json.readValue(row.getString("headers"), HEADERS), row.getString("body"));
        return new KeyRecord(row.getString("fingerprint"), new OperationId(row.getString("operation")), answer);
    }

    /** Forgets all keys; returns how many there were. */
    public int clear() {
        return database.write(
                client -> client.sql("DELETE FROM idempotency_key").update());
    }
}
