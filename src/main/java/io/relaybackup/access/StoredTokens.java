package io.relaybackup.access;

import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The tokens in the state database, hashes only; held in memory, so that a request needs no query. */
final class StoredTokens {

    static final Schema SCHEMA = new Schema("access-tokens", List.of("""
            CREATE TABLE access_token (
              name TEXT PRIMARY KEY,
              sha256 TEXT NOT NULL,
              scopes TEXT NOT NULL,
              expires TEXT,
              created_at TEXT NOT NULL,
              origin TEXT NOT NULL)"""));

    private static final Logger log = LoggerFactory.getLogger(StoredTokens.class);

    private final StateDatabase database;

    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private StoredTokens(StateDatabase database) {
        this.database = database;
    }

    /** Reads them all. A row that cannot be understood, or a database that fails, costs its tokens and no start. */
    static StoredTokens load(StateDatabase database) {
        StoredTokens stored = new StoredTokens(database);
        try {
            database.read(client -> client.sql("SELECT * FROM access_token")
                            .query((row, n) -> StoredTokens.read(row))
                            .list())
                    .forEach(token -> stored.tokens.put(token.name(), token));
        } catch (DataAccessException | IllegalArgumentException | java.time.DateTimeException e) {
            log.error("The tokens in the state database cannot be read; only configured ones open the door", e);
        }
        return stored;
    }

    private static Token read(ResultSet row) throws SQLException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(row.getString("scopes").split(",")).map(Scope::valueOf).forEach(scopes::add);
        return new Token(
                row.getString("name"),
                TokenHash.parse(row.getString("sha256")),
                scopes,
                instant(row.getString("expires")),
                instant(row.getString("created_at")),
                TokenOrigin.valueOf(row.getString("origin")));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    Collection<Token> all() {
        return List.copyOf(tokens.values());
    }

    Optional<Token> find(String name) {
        return Optional.ofNullable(tokens.get(name));
    }

    boolean has(String name) {
        return tokens.containsKey(name);
    }

    /**
     * Keeps a new one.
     *
     * @throws DataAccessException when the database fails; it is not kept then
     */
    void add(Token token) {
        String scopes = String.join(
                ",", token.scopes().stream().map(Scope::name).sorted().toList());
        Instant expires = token.expires();
        database.write(
                client -> client.sql("INSERT INTO access_token (name, sha256, scopes, expires, created_at, origin)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")
                        .param(token.name())
                        .param(token.hash().hex())
                        .param(scopes)
                        .param(expires == null ? null : expires.toString())
                        .param(String.valueOf(token.createdAt()))
                        .param(token.origin().name())
                        .update());
        tokens.put(token.name(), token);
    }

    /**
     * Forgets one.
     *
     * @throws DataAccessException when the database fails; it is kept then
     */
    void remove(String name) {
        database.write(client -> client.sql("DELETE FROM access_token WHERE name = ?")
                .param(name)
                .update());
        tokens.remove(name);
    }
}
