package io.relaybackup.access;

import io.relaybackup.access.AccessProperties.ConfiguredToken;
import io.relaybackup.configuration.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The tokens of the configuration. */
final class ConfiguredTokens {

    private static final String KEY = "relay.backup.access.tokens.";

    /** By name; empty while a token's file cannot be read. */
    private final Map<String, Supplier<Optional<Token>>> tokens = new TreeMap<>();

    private ConfiguredTokens() {}

    /**
     * Reads them, files too.
     *
     * @throws InvalidSettingException for the first that is not as it should be; never shows a secret
     */
    static ConfiguredTokens open(Map<String, ConfiguredToken> settings) {
        ConfiguredTokens opened = new ConfiguredTokens();
        new TreeMap<>(settings).forEach(opened::add);
        return opened;
    }

    private void add(String name, ConfiguredToken settings) {
        String key = KEY + name;
        if (!Token.isName(name) || name.equals(AdminToken.NAME)) {
            throw new InvalidSettingException(
                    key, name, "a name of " + Token.NAME_RULE + ", but not '" + AdminToken.NAME + "'");
        }
        if (settings.scopes().isEmpty()) {
            throw new InvalidSettingException(key + ".scopes", null, "at least one of " + Scope.words());
        }
        String hash = settings.hash();
        Path file = settings.file();
        if (hash != null && file == null) {
            Token token = token(name, settings, hash(key, hash));
            tokens.put(name, () -> Optional.of(token));
        } else if (hash == null && file != null) {
            TokenFile opened = file(key, file);
            tokens.put(name, () -> opened.hash().map(h -> token(name, settings, h)));
        } else {
            throw new InvalidSettingException(key, null, "either hash or file");
        }
    }

    private static TokenHash hash(String key, String hash) {
        try {
            return TokenHash.parse(hash.trim());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key + ".hash", null, "the SHA-256 of the token, 64 hex digits (the value is not shown here)");
        }
    }

    private static TokenFile file(String key, Path file) {
        try {
            return TokenFile.open(file);
        } catch (IOException e) {
            throw new InvalidSettingException(key + ".file", file.toString(), TokenFile.RULE);
        }
    }

    private static Token token(String name, ConfiguredToken settings, TokenHash hash) {
        return new Token(name, hash, settings.scopes(), settings.expires(), null, TokenOrigin.CONFIGURATION);
    }

    /** Those that can be used now; one whose file cannot be read is not there. */
    List<Token> all() {
        return tokens.values().stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .toList();
    }

    boolean has(String name) {
        return tokens.containsKey(name);
    }
}
