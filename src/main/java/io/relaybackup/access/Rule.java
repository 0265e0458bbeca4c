package io.relaybackup.access;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * One line of the access table: which scopes open a call; one of them is enough.
 *
 * @param anyOf empty for a call that is open to everyone
 */
record Rule(HttpMethod method, PathPattern pattern, Set<Scope> anyOf) {

    static Rule of(HttpMethod method, String pattern, Scope... anyOf) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(Set.of(anyOf));
        return new Rule(method, PathPatternParser.defaultInstance.parse(pattern), scopes);
    }

    boolean matchesPath(PathContainer path) {
        return pattern.matches(path);
    }

    /** A rule for GET speaks for HEAD too. */
    boolean matchesMethod(HttpMethod asked) {
        return method.equals(asked) || method.equals(HttpMethod.GET) && asked.equals(HttpMethod.HEAD);
    }

    boolean isOpen() {
        return anyOf.isEmpty();
    }

    boolean permits(Set<Scope> scopes) {
        return isOpen() || scopes.stream().anyMatch(anyOf::contains);
    }
}
