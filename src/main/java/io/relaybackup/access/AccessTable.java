package io.relaybackup.access;

import static io.relaybackup.access.Scope.ADMIN;
import static io.relaybackup.access.Scope.BACKUP;
import static io.relaybackup.access.Scope.MONITOR;
import static io.relaybackup.access.Scope.READ;
import static io.relaybackup.access.Scope.RESTORE;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/**
 * Every call there is and the scope it needs, in one place. The first line that matches counts; what no line matches
 * does not exist, so that a controller which was forgotten here answers nobody.
 */
final class AccessTable {

    private static final List<Rule> RULES = List.of(
            // Open to everyone: whether it lives, and how it is used.
            Rule.of(GET, "/actuator/health"),
            Rule.of(GET, "/actuator/health/liveness"),
            Rule.of(GET, "/actuator/health/readiness"),
            Rule.of(GET, "/v3/api-docs/**"),
            Rule.of(GET, "/v3/api-docs.yaml"),
            Rule.of(GET, "/swagger-ui/**"),
            Rule.of(GET, "/swagger-ui.html"),
            // How it is.
            Rule.of(GET, "/actuator/**", MONITOR),
            Rule.of(GET, "/status", MONITOR),
            // Backups. What hands out the content of files needs what a restore needs.
            Rule.of(GET, "/backups", READ),
            Rule.of(POST, "/backups", BACKUP),
            Rule.of(GET, "/backups/{id}", READ),
            Rule.of(PATCH, "/backups/{id}", ADMIN),
            Rule.of(DELETE, "/backups/{id}", ADMIN),
            Rule.of(GET, "/backups/{id}/manifest", READ),
            Rule.of(GET, "/backups/{id}/changes", READ),
            Rule.of(GET, "/backups/{id}/files", READ),
            Rule.of(GET, "/backups/{id}/files/**", RESTORE),
            Rule.of(GET, "/backups/{id}/archive", RESTORE),
            Rule.of(POST, "/backups/{id}/verify", BACKUP),
            Rule.of(POST, "/backups/{id}/copies", BACKUP),
            Rule.of(POST, "/backups/{id}/restore", RESTORE),
            Rule.of(POST, "/backups/{id}/undelete", ADMIN),
            // Stores.
            Rule.of(GET, "/stores", READ),
            Rule.of(GET, "/stores/{name}", READ),
            Rule.of(POST, "/stores/{name}/verify", BACKUP),
            Rule.of(POST, "/stores/{name}/prune", ADMIN),
            Rule.of(POST, "/stores/{name}/unlock", ADMIN),
            Rule.of(POST, "/stores/{name}/repair", ADMIN),
            Rule.of(GET, "/stores/{name}/keys", ADMIN),
            Rule.of(POST, "/stores/{name}/keys", ADMIN),
            Rule.of(DELETE, "/stores/{name}/keys/{key}", ADMIN),
            // Retention.
            Rule.of(GET, "/retention/preview", READ),
            Rule.of(POST, "/retention/apply", ADMIN),
            // Drills. What they restore, only the configured command sees.
            Rule.of(GET, "/drills", READ),
            Rule.of(POST, "/drills", RESTORE),
            // Operations; what the one to be cancelled needs is checked by its controller.
            Rule.of(GET, "/operations", READ),
            Rule.of(GET, "/operations/{op}", READ),
            Rule.of(GET, "/operations/{op}/events", READ),
            Rule.of(DELETE, "/operations/{op}", BACKUP, RESTORE),
            // The seed's maintenance tasks.
            Rule.of(POST, "/maintenance/fix", ADMIN),
            Rule.of(POST, "/maintenance/clear-cache", ADMIN),
            Rule.of(POST, "/maintenance/reset", ADMIN),
            Rule.of(POST, "/maintenance/{task}", BACKUP),
            // Access itself.
            Rule.of(GET, "/audit", ADMIN),
            Rule.of(GET, "/tokens", ADMIN),
            Rule.of(POST, "/tokens", ADMIN),
            Rule.of(DELETE, "/tokens/{name}", ADMIN));

    List<Rule> rules() {
        return RULES;
    }

    Optional<Rule> find(HttpMethod method, PathContainer path) {
        return RULES.stream()
                .filter(r -> r.matchesMethod(method) && r.matchesPath(path))
                .findFirst();
    }

    /** The methods that a path answers to, sorted; empty where there is nothing. */
    Set<String> methods(PathContainer path) {
        Set<String> methods = new TreeSet<>();
        for (Rule rule : RULES) {
            if (rule.matchesPath(path)) {
                methods.add(rule.method().name());
                if (rule.method().equals(GET)) {
                    methods.add(HttpMethod.HEAD.name());
                }
            }
        }
        return methods;
    }
}
