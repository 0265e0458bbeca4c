package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.access.AccessProperties.ConfiguredToken;
import io.relaybackup.configuration.InvalidSettingException;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens over starts and stops, with a real database and real files. */
class TokenRegistryTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    /** A service from start to stop. */
    private final class Service implements AutoCloseable {

        final StateDatabase database = StateDatabase.open(directory, clock, List.of(StoredTokens.SCHEMA));

        final TokenRegistry tokens;

        Service(Map<String, ConfiguredToken> configured) {
            StoredTokens stored = StoredTokens.load(database);
            SecureRandom random = new SecureRandom();
            new AdminToken(directory, stored, random).ensure(clock.instant());
            tokens = new TokenRegistry(ConfiguredTokens.open(configured), stored, random, clock);
        }

        Service() {
            this(Map.of());
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private Path file() {
        return directory.resolve("admin.token");
    }

    private String adminToken() throws IOException {
        return Files.readString(file()).trim();
    }

    private static ConfiguredToken token(@Nullable String hash, @Nullable Path file, @Nullable Instant expires) {
        return new ConfiguredToken(Set.of(Scope.READ), hash, file, expires);
    }

    private static String problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        ProblemException e = org.assertj.core.api.Assertions.catchThrowableOfType(ProblemException.class, call);
        return e.problem().status() + " " + e.problem().name();
    }

    @Test
    void theFirstStartMakesAnAdminTokenAndLaterOnesNone() throws IOException {
        try (Service first = new Service()) {
            assertThat(first.tokens.find(adminToken()).orElseThrow().isAdmin()).isTrue();
        }
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        String token = adminToken();
        try (Service second = new Service()) {
            assertThat(adminToken()).isEqualTo(token);
            assertThat(second.tokens.find(token)).isPresent();
        }
        assertThat(Files.readString(directory.resolve("relay-backup.db"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(token);
    }

    @Test
    void onceItsFileIsMovedAwayNothingIsMadeAndTheTokenIsStillGood() throws IOException {
        new Service().close();
        String token = adminToken();
        Files.delete(file());

        try (Service service = new Service()) {
            assertThat(file()).doesNotExist();
            assertThat(service.tokens.find(token)).isPresent();
        }
    }

    @Test
    void withoutItsFileAndItsRowANewOneIsMade() throws IOException {
        try (Service service = new Service()) {
            service.database.write(client ->
                    client.sql("DELETE FROM access_token WHERE name = 'admin'").update());
        }
        String lost = adminToken();
        Files.delete(file());

        try (Service service = new Service()) {
            assertThat(service.tokens.find(adminToken())).isPresent();
            assertThat(service.tokens.find(lost)).isEmpty();
        }
    }

    @Test
    void withoutItsRowTheFileIsReplacedWhole() throws IOException {
        new Service().close();
        String lost = adminToken();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(directory.resolve("relay-backup.db"));
        Files.writeString(directory.resolve("admin.token.new"), "left by a crash");

        try (Service service = new Service()) {
            assertThat(adminToken()).isNotEqualTo(lost);
            assertThat(service.tokens.find(adminToken())).isPresent();
            assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(directory.resolve("admin.token.new")).doesNotExist();
        }
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNoAdminTokenButStopsNothing() throws IOException {
        Files.createDirectories(directory.resolve("admin.token/in-the-way"));
        String value = "a-token-of-the-configuration";

        try (Service service =
                new Service(Map.of("ci", token(TokenHash.of(value).hex(), null, null)))) {
            assertThat(service.tokens.all()).extracting(Token::name).containsExactly("ci");
            assertThat(service.tokens.find(value)).isPresent();
        }
    }

    @Test
    void aTokenMadeByApiSurvivesARestartAndEndsWhenItExpires() {
        String value;
        try (Service service = new Service()) {
            value = service.tokens
                    .create(
                            "ci",
                            Set.of(Scope.BACKUP, Scope.MONITOR),
                            clock.instant().plusSeconds(3600))
                    .value()
                    .reveal();
        }
        try (Service service = new Service()) {
            Token token = service.tokens.find(value).orElseThrow();
            assertThat(token.name()).isEqualTo("ci");
            assertThat(token.scopes()).containsExactlyInAnyOrder(Scope.BACKUP, Scope.MONITOR);
            assertThat(service.tokens.lastUsed(token)).hasValue(clock.instant());
            clock.advance(Duration.ofHours(1));
            assertThat(service.tokens.find(value)).isEmpty();
        }
    }

    @Test
    void theLastAdminTokenCannotBeRemoved() {
        try (Service service = new Service()) {
            assertThat(problem(() -> service.tokens.delete("admin"))).isEqualTo("409 last-admin-token");
            service.tokens.create("short", Set.of(Scope.ADMIN), clock.instant().plusSeconds(60));
            clock.advance(Duration.ofMinutes(2));
            assertThat(problem(() -> service.tokens.delete("admin"))).isEqualTo("409 last-admin-token");
            service.tokens.create("other", Set.of(Scope.ADMIN), null);
            service.tokens.delete("admin");
            assertThat(problem(() -> service.tokens.delete("other"))).isEqualTo("409 last-admin-token");
            service.tokens.delete("short");
        }
    }

    @Test
    void namesAreUniqueAndTheFirstOnesNameIsReserved() {
        String hash = TokenHash.of("x").hex();
        try (Service service = new Service(Map.of("ci", token(hash, null, null)))) {
            for (String name : List.of("admin", "ci")) {
                assertThat(problem(() -> service.tokens.create(name, Set.of(Scope.READ), null)))
                        .isEqualTo("409 token-exists");
            }
            assertThat(problem(() -> service.tokens.delete("ci"))).isEqualTo("409 configured-token");
            assertThat(problem(() -> service.tokens.delete("nobody"))).isEqualTo("404 token-not-found");
        }
    }

    @Test
    void aTokenInAFileIsReadAgainWhenItChangesAndRefusedWhileItCannotBeRead() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "first-token-of-this-test\n");
        try (Service service = new Service(Map.of("ci", token(null, secret, null)))) {
            assertThat(service.tokens.find("first-token-of-this-test")).isPresent();

            Files.writeString(secret, "other-token-of-this-test\n");
            Files.setLastModifiedTime(secret, FileTime.from(Instant.parse("2026-01-02T00:00:00Z")));
            assertThat(service.tokens.find("first-token-of-this-test")).isEmpty();
            assertThat(service.tokens.find("other-token-of-this-test")).isPresent();

            Files.delete(secret);
            assertThat(service.tokens.find("other-token-of-this-test")).isEmpty();
            assertThat(problem(() -> service.tokens.create("ci", Set.of(Scope.READ), null)))
                    .isEqualTo("409 token-exists");

            Files.writeString(secret, "third-token-of-this-test\n");
            assertThat(service.tokens.find("third-token-of-this-test")).isPresent();
        }
    }

    @Test
    void aConfiguredTokenEndsWhenItExpires() {
        String value = "a-token-of-the-configuration";
        ConfiguredToken expiring = token(
                "sha256:" + TokenHash.of(value).hex(), null, clock.instant().plusSeconds(60));
        try (Service service = new Service(Map.of("ci", expiring))) {
            assertThat(service.tokens.find(value)).isPresent();
            clock.advance(Duration.ofSeconds(60));
            assertThat(service.tokens.find(value)).isEmpty();
        }
    }

    @Test
    void aMalformedTokenStopsTheStartWithoutShowingASecret() throws IOException {
        Path weak = Files.writeString(directory.resolve("weak"), "hunter2");
        refused("ci.hash", token("hunter2", null, null), "64 hex digits");
        refused("ci", token(null, null, null), "either hash or file");
        refused("ci", token(TokenHash.of("x").hex(), weak, null), "either hash or file");
        refused("ci.file", token(null, weak, null), "20 to 1000 printable");
        refused("ci.file", token(null, directory.resolve("absent"), null), "readable file");
        refused("ci.scopes", new ConfiguredToken(Set.of(), TokenHash.of("x").hex(), null, null), "monitor, read");
        assertThatThrownBy(() -> ConfiguredTokens.open(
                        Map.of("admin", token(TokenHash.of("x").hex(), null, null))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("not 'admin'");
    }

    private static void refused(String key, ConfiguredToken token, String allowed) {
        assertThatThrownBy(() -> ConfiguredTokens.open(Map.of("ci", token)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("relay.backup.access.tokens." + key)
                .hasMessageContaining(allowed)
                .hasMessageNotContaining("hunter2");
    }
}
