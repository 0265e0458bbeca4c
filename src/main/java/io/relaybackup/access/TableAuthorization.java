package io.relaybackup.access;

import io.relaybackup.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.util.ServletRequestPathUtils;

/** Asks the table: 401 to whoever has no token, then 404, 405 or 403 as the call and the scopes are. */
final class TableAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

    private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);

    private final AccessTable table;

    TableAuthorization(AccessTable table) {
        this.table = table;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        var request = context.getRequest();
        HttpMethod method = HttpMethod.valueOf(request.getMethod());
        PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        Optional<Rule> rule = table.find(method, path);
        if (rule.isPresent() && rule.get().isOpen()) {
            return GRANTED;
        }
        if (!(authentication.get() instanceof CallerAuthentication caller)) {
            return new AuthorizationDecision(false);
        }
        if (rule.isEmpty()) {
            return unknown(method, table.methods(path));
        }
        return rule.get().permits(caller.getPrincipal().scopes()) ? GRANTED : tooFew(rule.get(), caller.getPrincipal());
    }

    private static AuthorizationResult unknown(HttpMethod method, Set<String> methods) {
        if (methods.isEmpty()) {
            return new Refusal(Problem.notFound("not-found", "There is nothing here."), "");
        }
        String allow = String.join(", ", methods);
        String detail = "The method '" + method.name() + "' is not allowed here; allowed are " + allow + ".";
        return new Refusal(Problem.of(405, "method-not-allowed", detail), allow);
    }

    private static Refusal tooFew(Rule rule, Caller caller) {
        List<String> needed = rule.anyOf().stream().map(Scope::word).toList();
        return new Refusal(
                Problem.of(
                        403,
                        "forbidden",
                        "The token '" + caller.name() + "' lacks the scope " + String.join(" or ", needed) + "."),
                "");
    }
}
