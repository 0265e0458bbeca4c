package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.relaybackup.configuration.InvalidSettingException;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RetentionPeriod;
import io.relaybackup.store.RepositorySettings.WhenMissing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

class StoreSettingsTest {

    /** Binds as the service does, from YAML. */
    private static StoreSettings bind(String yaml) {
        try {
            StandardEnvironment environment = new StandardEnvironment();
            String document = "relay.backup.stores.offsite: {" + yaml + "}";
            new YamlPropertySourceLoader()
                    .load("test", new ByteArrayResource(document.getBytes(StandardCharsets.UTF_8)))
                    .forEach(environment.getPropertySources()::addFirst);
            StoreProperties properties = new Binder(ConfigurationPropertySources.get(environment))
                    .bindOrCreate("relay.backup", StoreProperties.class);
            return Objects.requireNonNull(properties.all().get("offsite"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RepositorySettings repository(String yaml) {
        return bind("type: restic, location: /srv/r, " + yaml).repository("offsite");
    }

    @Test
    void aRepositoryHasDefaults() {
        StoreSettings settings = bind("type: restic, location: /srv/repository, password-file: /run/secret");
        RepositorySettings repository = settings.repository("offsite");

        assertThat(repository)
                .isEqualTo(new RepositorySettings(
                        "offsite",
                        Path.of("/srv/repository"),
                        new PasswordFile(Path.of("/run/secret")),
                        WhenMissing.FAIL,
                        16L << 20,
                        CompressionLevel.AUTO));
        assertThat(settings.policy()).isEmpty();
        assertThat(settings.upkeep()).isEqualTo(new Upkeep(new PruneOptions(5, Long.MAX_VALUE), Optional.empty()));
        assertThat(settings.placeKey()).isEqualTo("location");
    }

    @Test
    void everySettingReachesTheRepository() {
        StoreSettings settings = bind("type: restic, location: 'local:/srv/repository', password-env: RELAY_PASSWORD,"
                + " initialize: true, pack-size: 64MB, compression: off, read-data-within: 30d,"
                + " prune: {max-unused-percent: 0.5, max-repack: 1GB}, retention: {keep-daily: 7}");
        RepositorySettings repository = settings.repository("offsite");

        assertThat(repository.folder()).isEqualTo(Path.of("/srv/repository"));
        assertThat(repository.whenMissing()).isEqualTo(WhenMissing.MAKE);
        assertThat(repository.known().whenMissing()).isEqualTo(WhenMissing.FAIL);
        assertThat(repository.packSize()).isEqualTo(64L << 20);
        assertThat(repository.compression()).isEqualTo(CompressionLevel.OFF);
        assertThat(settings.upkeep())
                .isEqualTo(new Upkeep(new PruneOptions(0.5, 1L << 30), Optional.of(Duration.ofDays(30))));
        assertThat(settings.policy().orElseThrow().counts()).containsOnlyKeys(RetentionPeriod.DAY);
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/r, /srv/r",
        "local:/srv/r, /srv/r",
        "file:///srv/a%20b, /srv/a b",
        "file:/srv/r, /srv/r",
        "/srv/a:b, /srv/a:b",
    })
    void aLocationIsAPathInSeveralForms(String location, String folder) {
        assertThat(bind("type: restic, location: '" + location + "', password-env: P")
                        .folder())
                .isEqualTo(Path.of(folder));
    }

    @Test
    void aDirectoryKeepsSevenWhereNothingIsSaid() {
        assertThat(bind("path: /srv/backups").policy().orElseThrow().counts()).hasSize(1);
    }

    @Test
    void aCommandIsAListOrOneText() throws Exception {
        assertThat(repository("password-command: 'echo  a,b c'").password().read())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a,b c");
        assertThat(repository("password-command: [echo, 'a  b']").password().read())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a  b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: tape | .type: 'tape' is refused; allowed is one of directory, restic",
                "path: /a, location: /b | .location: '/b' is refused; allowed is path and retention in a store of type directory",
                "path: /a, password-file: /b | .password-file: '/b' is refused; allowed is path and retention",
                "path: /a, password-env: hunter2 | .password-env is refused; allowed is path and retention",
                "path: /a, password-command: hunter2 | .password-command is refused; allowed is path and retention",
                "path: /a, initialize: false | .initialize: 'false' is refused; allowed is path and retention",
                "path: /a, pack-size: 16MB | .pack-size: '16777216B' is refused; allowed is path and retention",
                "path: /a, compression: max | .compression: 'max' is refused; allowed is path and retention",
                "path: /a, read-data-within: 30d | .read-data-within: 'PT720H' is refused; allowed is path and retention",
                "path: /a, prune: {max-repack: 1GB} | .prune is refused; allowed is path and retention",
                "type: directory | .path is refused; allowed is the path of a directory",
                "type: restic, path: /a | .path: '/a' is refused; allowed is location instead of path",
                "type: restic, password-env: P | .location is refused; allowed is a path, local:/path or file:///path",
                "type: restic, location: 's3:https://me:hunter2@host/bucket', password-env: P | .location: 's3:https://…@host/bucket' is refused; allowed is a path, local:/path or file:///path; s3: is not there yet",
                "type: restic, location: 'sftp:me@host:/r', password-env: P | sftp: is not there yet",
                "type: restic, location: 'rest:http://host/', password-env: P | rest: is not there yet",
                "type: restic, location: 'http://host/', password-env: P | .location: 'http://host/' is refused; allowed is a path",
                "type: restic, location: 'local:', password-env: P | .location: 'local:' is refused; allowed is a path",
                "type: restic, location: /a | : 'no password' is refused; allowed is exactly one of password-file, password-env, password-command",
                "type: restic, location: /a, password-env: P, password-file: /b | : 'password-file and password-env' is refused; allowed is exactly one of",
                "type: restic, location: /a, password-env: hunter2! | .password-env is refused; allowed is the name of an environment variable",
                "type: restic, location: /a, password-command: ' ' | .password-command is refused; allowed is a program",
                "type: restic, location: /a, password-env: P, pack-size: 3MB | .pack-size: '3145728B' is refused; allowed is a size from 4MB to 128MB",
                "type: restic, location: /a, password-env: P, pack-size: 129MB | allowed is a size from 4MB to 128MB",
                "type: restic, location: /a, password-env: P, compression: best | compression",
                "type: restic, location: /a, password-env: P, read-data-within: 0d | .read-data-within: 'PT0S' is refused; allowed is a positive duration",
                "type: restic, location: /a, password-env: P, prune: {max-unused-percent: 101} | .prune.max-unused-percent: '101.0' is refused; allowed is a number from 0 to 100",
                "type: restic, location: /a, password-env: P, prune: {max-repack: -1B} | .prune.max-repack: '-1B' is refused; allowed is a size",
            })
    void whatDoesNotBelongIsRefusedByKeyAndValueWithWhatIsAllowed(String yaml, String message) {
        Throwable failure = catchThrowable(() -> bind(yaml));

        assertThat(failure).hasStackTraceContaining(message);
        if (failure.getCause() instanceof InvalidSettingException refused) {
            assertThat(refused.key()).startsWith("relay.backup.stores.offsite");
        }
        assertThat(failure).satisfies(e -> {
            for (Throwable each = e; each != null; each = each.getCause()) {
                assertThat(String.valueOf(each.getMessage())).doesNotContain("hunter2");
            }
        });
    }

    @Test
    void settingsDoNotShowWhatMayBeSecret() {
        assertThat(bind("type: restic, location: /a, password-command: 'echo hunter2'"))
                .asString()
                .doesNotContain("hunter2");
        assertThat(repository("password-command: 'echo hunter2'")).asString().doesNotContain("hunter2");
    }
}
