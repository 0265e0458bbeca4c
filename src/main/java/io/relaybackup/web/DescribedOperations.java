package io.relaybackup.web;

import io.relaybackup.request.Nothing;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes what all operations have in common: the problems that they may answer with, and streams as bytes. What a
 * controller says itself stays.
 */
final class DescribedOperations implements GlobalOperationCustomizer {

    private static final Set<String> STRUCTURED =
            Set.of("application/json", "application/problem+json", "text/event-stream", "application/schema+json");

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        Method method = handler.getMethod();
        ApiResponses responses = operation.getResponses();
        responses.values().forEach(r -> describeStreams(r.getContent()));
        addProblems(operation, responses, method);
        return operation;
    }

    private static void addProblems(Operation operation, ApiResponses responses, Method method) {
        boolean reads = AnnotatedElementUtils.hasAnnotation(method, GetMapping.class);
        boolean posts = AnnotatedElementUtils.hasAnnotation(method, PostMapping.class);
        boolean parameters =
                operation.getParameters() != null && !operation.getParameters().isEmpty();
        boolean inPath = parameters && operation.getParameters().stream().anyMatch(p -> "path".equals(p.getIn()));
        boolean starts = posts && responses.containsKey("202");
        boolean body = operation.getRequestBody() != null
                || Arrays.asList(method.getParameterTypes()).contains(Nothing.class);
        String path = pathOf(method);
        boolean opens = reads && path.startsWith("/backups/{id}/");
        boolean file = reads && path.endsWith("{*path}");
        boolean byStore = parameters && operation.getParameters().stream().anyMatch(p -> "store".equals(p.getName()));
        add(responses, 400, parameters || body);
        add(responses, 401, true);
        add(responses, 403, true);
        add(responses, 404, inPath || byStore);
        add(responses, 406, true);
        add(responses, 409, !reads || opens);
        add(responses, 412, file);
        add(responses, 413, body);
        add(responses, 415, body);
        add(responses, 416, file);
        add(responses, 422, starts || AnnotatedElementUtils.hasAnnotation(method, PatchMapping.class));
        add(responses, 429, true);
        add(responses, 500, true);
        add(responses, 503, !reads || opens || path.endsWith("/events"));
        add(responses, 507, starts);
    }

    private static String pathOf(Method method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        return mapping == null || mapping.path().length == 0 ? "" : mapping.path()[0];
    }

    private static void add(ApiResponses responses, int status, boolean applies) {
        String key = Integer.toString(status);
        if (applies && !responses.containsKey(key)) {
            responses.addApiResponse(
                    key, new ApiResponse().$ref("#/components/responses/" + DescribedProblems.nameOf(status)));
        }
    }

    private static void describeStreams(@org.jspecify.annotations.Nullable Content content) {
        if (content != null) {
            content.forEach((type, media) -> {
                if (!STRUCTURED.contains(type)) {
                    media.setSchema(new StringSchema().format("binary"));
                }
            });
        }
    }
}
