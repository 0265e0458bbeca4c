package io.relaybackup.access;

import java.security.Principal;
import java.util.Set;

/**
 * Who asks: a token, by its name.
 *
 * @param scopes implied ones included
 */
record Caller(String name, Set<Scope> scopes) implements Principal {

    Caller {
        scopes = Set.copyOf(scopes);
    }

    static Caller of(Token token) {
        return new Caller(token.name(), Scope.withImplied(token.scopes()));
    }

    @Override
    public String getName() {
        return name;
    }
}
