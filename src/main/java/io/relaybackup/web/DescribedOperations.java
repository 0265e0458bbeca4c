package io.relaybackup.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.lang.reflect.Method;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes what all operations have in common: a name of their own, the problems that they may answer with, and
 * streams as bytes. What a controller says itself stays.
 */
final class DescribedOperations implements GlobalOperationCustomizer {

    private static final Set<String> STRUCTURED =
            Set.of("application/json", "application/problem+json", "text/event-stream", "application/schema+json");

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        Method method = handler.getMethod();
        io.swagger.v3.oas.annotations.Operation said =
                AnnotatedElementUtils.findMergedAnnotation(method, io.swagger.v3.oas.annotations.Operation.class);
        if (said == null || said.operationId().isEmpty()) {
            String noun = handler.getBeanType().getSimpleName().replace("Controller", "");
            operation.setOperationId(method.getName() + noun);
        }
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
        boolean body = operation.getRequestBody() != null;
        add(responses, 400, parameters || body);
        add(responses, 401, true);
        add(responses, 403, true);
        add(responses, 404, inPath);
        add(responses, 406, true);
        add(responses, 409, !reads);
        add(responses, 413, body);
        add(responses, 415, body);
        add(responses, 422, starts);
        add(responses, 429, true);
        add(responses, 500, true);
        add(responses, 503, starts);
        add(responses, 507, starts);
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
