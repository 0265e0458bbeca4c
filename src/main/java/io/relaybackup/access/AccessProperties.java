package io.relaybackup.access;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of access.
 *
 * @param createAdminToken whether a start that finds no admin token of its own makes one
 * @param tokens by name, besides those made by API
 * @param audit how much of the audit log is kept
 */
@ConfigurationProperties("relay.backup.access")
record AccessProperties(
        @DefaultValue("true") boolean createAdminToken,
        @DefaultValue Map<String, ConfiguredToken> tokens,
        @DefaultValue Audit audit) {

    AccessProperties {
        tokens = Map.copyOf(tokens);
    }

    /**
     * A token of the configuration: one of {@code hash} and {@code file}.
     *
     * @param scopes at least one of monitor, read, backup, restore, admin
     * @param hash the SHA-256 of the token, 64 hex digits
     * @param file holds the token itself; read again when it changes
     * @param expires from when on it is refused
     */
    record ConfiguredToken(
            @DefaultValue Set<Scope> scopes,
            @Nullable String hash,
            @Nullable Path file,
            @Nullable Instant expires) {}

    /**
     * How much of the audit log is kept.
     *
     * @param keep how long
     * @param maxEntries how many entries of what was done; the oldest go first
     * @param maxRefusals how many entries of what was refused; the oldest go first
     */
    record Audit(
            @DefaultValue("400d") Duration keep,
            @DefaultValue("1000000") int maxEntries,
            @DefaultValue("20000") int maxRefusals) {}
}
