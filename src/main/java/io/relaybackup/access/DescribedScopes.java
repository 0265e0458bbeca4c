package io.relaybackup.access;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/** Adds the scope that each operation needs to its description, from the table itself. */
final class DescribedScopes implements GlobalOpenApiCustomizer {

    private final AccessTable table;

    DescribedScopes(AccessTable table) {
        this.table = table;
    }

    @Override
    public void customise(OpenAPI api) {
        api.getPaths().forEach((pattern, item) -> {
            PathContainer path = PathContainer.parsePath(pattern.replaceAll("\\{[^}]+}", "x"));
            item.readOperationsMap()
                    .forEach((method, operation) ->
                            table.find(method(method), path).ifPresent(rule -> describe(operation, rule)));
        });
    }

    private static HttpMethod method(PathItem.HttpMethod method) {
        return HttpMethod.valueOf(method.name());
    }

    private static void describe(Operation operation, Rule rule) {
        if (rule.isOpen()) {
            operation.setSecurity(List.of());
            return;
        }
        String scopes = String.join(
                " or ", rule.anyOf().stream().map(s -> "`" + s.word() + "`").toList());
        String said = operation.getDescription();
        operation.setDescription((said == null ? "" : said + "\n\n") + "Scope: " + scopes + ".");
    }
}
