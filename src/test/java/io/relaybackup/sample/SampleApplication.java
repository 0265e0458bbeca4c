package io.relaybackup.sample;

import io.relaybackup.RelayBackup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What {@code ./mvnw spring-boot:test-run} starts: the service on a sample data directory, all below
 * {@code target/sample}, and one backup through its HTTP API. What an earlier start left there is used again.
 */
public final class SampleApplication {

    private SampleApplication() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of("target", "sample").toAbsolutePath();
        if (Files.notExists(root.resolve("data"))) {
            SampleData.small().layOut(root.resolve("data"));
        }
        Path password = root.resolve("password");
        if (Files.notExists(password)) {
            makePassword(password);
        }
        Map<String, Object> settings = new LinkedHashMap<>(); // stores are used in the order of the settings
        settings.put("relay.backup.state-directory", root + "/state");
        settings.put("relay.backup.source.data-directory", root + "/data");
        settings.put("relay.backup.source.project-root", root.toString());
        settings.put("relay.backup.stores.local.type", "directory");
        settings.put("relay.backup.stores.local.path", root + "/backups");
        settings.put("relay.backup.stores.offsite.type", "restic");
        settings.put("relay.backup.stores.offsite.location", root + "/repository");
        settings.put("relay.backup.stores.offsite.password-file", password.toString());
        settings.put("relay.backup.stores.offsite.initialize", "true");
        settings.put("relay.backup.stores.offsite.read-data-within", "30d");
        settings.put("relay.backup.restore.allowed-targets", root + "/restored");
        ConfigurableApplicationContext context = new SpringApplicationBuilder(RelayBackup.class)
                // Weaker than arguments and the environment, stronger than application.yml.
                .initializers(starting -> starting.getEnvironment()
                        .getPropertySources()
                        .addAfter(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new MapPropertySource("sample", settings)))
                .run(args);
        String url = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
        System.out.println(welcome(root, url, firstBackup(url, root.resolve("state/admin.token"))));
    }

    private static void makePassword(Path file) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getUrlEncoder().encodeToString(random) + "\n");
    }

    private static String firstBackup(String url, Path token) throws IOException, InterruptedException {
        if (Files.notExists(token)) {
            return "none: the token is no longer in " + token;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/backups"))
                .header("Authorization", "Bearer " + Files.readString(token).strip())
                .header("Prefer", "wait=120")
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return "HTTP " + response.statusCode() + " " + response.body();
    }

    private static String welcome(Path root, String url, String backup) {
        return """

                The first backup: %3$s

                The sample's data   %1$s/data
                Its backups         %1$s/backups
                In the restic format  restic -r %1$s/repository --password-file %1$s/password snapshots
                The admin token     %1$s/state/admin.token
                Swagger UI          %2$s/swagger-ui.html
                Health              %2$s/actuator/health
                Metrics             %2$s/actuator/prometheus

                Try:  curl -H "Authorization: Bearer $(cat %1$s/state/admin.token)" %2$s/backups
                Stop with Ctrl+C; a start without %1$s begins anew.
                """.formatted(root, url, backup);
    }
}
