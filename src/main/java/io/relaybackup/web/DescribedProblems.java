package io.relaybackup.web;

import io.relaybackup.problem.ProblemBody;
import io.relaybackup.problem.ProblemWriter;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Describes problems, flat as they are on the wire, and the answers that any operation may give with one. */
final class DescribedProblems implements GlobalOpenApiCustomizer {

    private static final Map<Integer, String> ANSWERS = new TreeMap<>(Map.ofEntries(
            Map.entry(400, "Something in the request is not as it must be; `errors` names the fields."),
            Map.entry(401, "There is no token, or one that is not known."),
            Map.entry(403, "The token's scopes do not allow this."),
            Map.entry(404, "There is no such thing."),
            Map.entry(406, "The client does not accept what is offered here."),
            Map.entry(409, "Something is in the way; `operation` names it where it is one."),
            Map.entry(412, "The file is not the one that `If-Match` names."),
            Map.entry(413, "The body is too large."),
            Map.entry(415, "The body is not JSON."),
            Map.entry(416, "The file has nothing in the range; `Content-Range` tells its size."),
            Map.entry(422, "The `Idempotency-Key` was used with another body, or a value makes no sense here."),
            Map.entry(429, "Too many wrong tokens came from this address."),
            Map.entry(500, "The service failed; `code` is the system's word where a file operation did."),
            Map.entry(503, "A store or the state database cannot be used now."),
            Map.entry(507, "There is no space left, or the quota is used up.")));

    static String nameOf(int status) {
        return "Problem" + status;
    }

    @Override
    public void customise(OpenAPI api) {
        Components components = api.getComponents();
        describe(components);
        ANSWERS.forEach((status, description) -> components.addResponses(nameOf(status), answer(status, description)));
    }

    /** One schema for the problem in an operation and the one in an answer, which has an {@code instance} as well. */
    private static void describe(Components components) {
        ModelConverters.getInstance(true).readAll(ProblemBody.class).forEach((name, schema) -> {
            if (name.equals(ProblemBody.class.getSimpleName())) {
                schema.getRequired().remove("instance");
                components.addSchemas("Problem", schema.name("Problem"));
            } else {
                components.addSchemas(name, schema);
            }
        });
    }

    private static ApiResponse answer(int status, String description) {
        MediaType media = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
        if (status == 409) {
            media.setExample(new TreeMap<>(Map.of(
                    "type", "urn:relay-backup:problem:operation-in-progress",
                    "title", "Operation in progress",
                    "status", 409,
                    "detail", "Another operation is in the way.",
                    "instance", "/backups")));
        }
        ApiResponse answer = new ApiResponse()
                .description(description)
                .content(new Content().addMediaType(ProblemWriter.CONTENT_TYPE, media));
        if (status == 401) {
            answer.addHeaderObject(
                    "WWW-Authenticate", new Header().description("`Bearer`.").schema(new StringSchema()));
        }
        if (status == 429) {
            answer.addHeaderObject(
                    "Retry-After", new Header().description("Seconds to wait.").schema(new IntegerSchema()));
        }
        return answer;
    }
}
