package io.relaybackup.web;

import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query parameter that the call does not know. Passed over, a misspelt one would widen what the call does: a
 * deletion from one store would become one from all.
 */
final class KnownParameters implements HandlerInterceptor {

    private static final String OURS = "io.relaybackup.";

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null
                && handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(OURS)) {
            Set<String> allowed = known.computeIfAbsent(method.getMethod(), of -> parameters(method));
            for (String pair : query.split("&")) {
                String name = pair.split("=", 2)[0];
                if (!name.isEmpty() && !allowed.contains(name)) {
                    throw unknown(name, allowed).asException();
                }
            }
        }
        return true;
    }

    private static Problem unknown(String name, Set<String> allowed) {
        return Problem.badRequest(
                "unknown-parameter",
                "There is no parameter '" + name + "' here; "
                        + (allowed.isEmpty()
                                ? "this call has none."
                                : "there are: " + String.join(", ", allowed) + "."));
    }

    /** Those that Spring reads, and those that are read from the raw query and only described. */
    private static Set<String> parameters(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam read = parameter.getParameterAnnotation(RequestParam.class);
            if (read != null) {
                names.add(read.name().isEmpty() ? parameter.getParameter().getName() : read.name());
            }
        }
        for (Parameter described : method.getMethod().getAnnotationsByType(Parameter.class)) {
            if (described.in() == ParameterIn.QUERY) {
                names.add(described.name());
            }
        }
        return names;
    }
}
