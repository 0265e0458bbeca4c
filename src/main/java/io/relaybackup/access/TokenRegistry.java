package io.relaybackup.access;

import io.relaybackup.problem.Problem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * All tokens: of the configuration, and of the state database. Where both have one of the same name, the
 * configuration's counts. Safe for use by many threads.
 */
final class TokenRegistry implements Tokens {

    private final ConfiguredTokens configured;

    private final StoredTokens stored;

    private final SecureRandom random;

    private final Clock clock;

    /** When a token was last used, since the start. */
    private final Map<String, Instant> lastUsed = new ConcurrentHashMap<>();

    TokenRegistry(ConfiguredTokens configured, StoredTokens stored, SecureRandom random, Clock clock) {
        this.configured = configured;
        this.stored = stored;
        this.random = random;
        this.clock = clock;
    }

    /** Compares with every token in the same time, whichever it is. */
    @Override
    public Optional<Token> find(String value) {
        TokenHash hash = TokenHash.of(value);
        Instant now = clock.instant();
        Token found = null;
        for (Token token : all()) {
            if (token.hash().equals(hash)) {
                found = token;
            }
        }
        if (found == null || found.isExpired(now)) {
            return Optional.empty();
        }
        lastUsed.put(found.name(), now);
        return Optional.of(found);
    }

    /** Sorted by name. */
    List<Token> all() {
        List<Token> all = new ArrayList<>(configured.all());
        stored.all().stream().filter(t -> !configured.has(t.name())).forEach(all::add);
        all.sort(Comparator.comparing(Token::name));
        return all;
    }

    Optional<Instant> lastUsed(Token token) {
        return Optional.ofNullable(lastUsed.get(token.name()));
    }

    /**
     * Makes a token.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 when the name is taken, a 503 when it cannot be kept
     */
    synchronized Made create(String name, Set<Scope> scopes, @Nullable Instant expires) {
        if (name.equals(AdminToken.NAME) || configured.has(name) || stored.has(name)) {
            throw Problem.conflict("token-exists", "The name '" + name + "' is taken.")
                    .asException();
        }
        Secret secret = Secret.random(random);
        Token token = new Token(name, secret.hash(), scopes, expires, clock.instant(), TokenOrigin.API);
        try {
            stored.add(token);
        } catch (DataAccessException e) {
            throw notWritten(e);
        }
        lastUsed.remove(name);
        return new Made(token, secret);
    }

    /**
     * Forgets a token; it opens nothing any more when this returns.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when there is none, a 409 for one of the configuration and
     *     for the last that is an admin's, a 503 when it cannot be removed
     */
    synchronized void delete(String name) {
        if (configured.has(name)) {
            throw Problem.conflict(
                            "configured-token",
                            "The token '" + name + "' comes from the configuration and is removed there.")
                    .asException();
        }
        Token token = stored.find(name)
                .orElseThrow(() -> Problem.notFound("token-not-found", "There is no token of this name.")
                        .asException());
        if (token.isAdmin() && all().stream().noneMatch(t -> !t.name().equals(name) && isLivingAdmin(t))) {
            throw Problem.conflict(
                            "last-admin-token",
                            "The token '" + name + "' is the last one with the scope admin; make another first.")
                    .asException();
        }
        try {
            stored.remove(name);
        } catch (DataAccessException e) {
            throw notWritten(e);
        }
    }

    private boolean isLivingAdmin(Token token) {
        return token.isAdmin() && !token.isExpired(clock.instant());
    }

    private static RuntimeException notWritten(DataAccessException e) {
        return Problem.of(503, "state-unavailable", "The state database cannot be written, so tokens stay as they are.")
                .asException(e);
    }

    /** A new token and, this once, its value. */
    record Made(Token token, Secret value) {}
}
