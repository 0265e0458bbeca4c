package io.relaybackup.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API's description against the copy in {@code src/test/resources/openapi.json}, so that nobody changes it
 * unawares. Where the change is meant, {@code ./mvnw verify -Dit.test=GoldenOpenApiIT -Dtest=None
 * -Dsurefire.failIfNoSpecifiedTests=false -Dopenapi.update=true} writes the copy anew.
 */
class GoldenOpenApiIT {

    private static final Path COPY = Path.of("src/test/resources/openapi.json");

    @TempDir
    Path root;

    @Test
    void isWhatWasAgreedOn() throws Exception {
        String description = describe();
        if (Boolean.getBoolean("openapi.update")) {
            Files.createDirectories(COPY.getParent());
            Files.writeString(COPY, description);
        }

        assertThat(description).isEqualTo(Files.readString(COPY));
    }

    /** Sorted and indented, so that a difference is a few lines; without the port that this run happens to have. */
    private String describe() throws Exception {
        JsonMapper mapper = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        try (LocalService service = LocalService.start(root)) {
            URI uri = service.client().uri("/v3/api-docs");
            String json = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            ObjectNode described = (ObjectNode) mapper.readTree(json);
            described.remove("servers");
            return mapper.writeValueAsString(mapper.treeToValue(described, Object.class)) + "\n";
        }
    }
}
