package io.relaybackup.store;

import io.relaybackup.configuration.InvalidSettingException;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.util.unit.DataSize;

/**
 * One store.
 *
 * @param type {@code directory}: timestamped directories of plain files; {@code restic}: a repository in the format of
 *     restic
 * @param path of a directory store
 * @param location of a repository: a path, {@code local:/path} or {@code file:///path}
 * @param passwordFile which holds a repository's password
 * @param passwordEnv the environment variable that holds a repository's password
 * @param passwordCommand which prints a repository's password: a list of words, or one text without quotes
 * @param initialize whether to begin a repository where there is none; by default not
 * @param packSize how large the files of a repository become, 4MB to 128MB; by default 16MB
 * @param compression of a repository's content: auto, off or max; by default auto
 * @param readDataWithin how long ago each byte of a repository may have been read and compared at most; without, no
 *     byte need be
 * @param prune how thoroughly a repository frees space
 * @param retention which backups to keep; by default a directory store keeps the last seven, a repository all
 */
record StoreSettings(
        @DefaultValue(DIRECTORY) String type,
        @Nullable Path path,
        @Nullable String location,
        @Nullable Path passwordFile,
        @Nullable String passwordEnv,
        @Nullable @Delimiter(Delimiter.NONE) List<String> passwordCommand,
        @Nullable Boolean initialize,
        @Nullable DataSize packSize,
        @Nullable CompressionLevel compression,
        @Nullable Duration readDataWithin,
        @Nullable PruneSettings prune,
        @Nullable RetentionSettings retention) {

    static final String DIRECTORY = "directory";

    static final String RESTIC = "restic";

    private static final int KEEP_LAST = 7;

    private static final DataSize PACK_SIZE = DataSize.ofMegabytes(16);

    private static final DataSize SMALLEST_PACK = DataSize.ofMegabytes(4);

    private static final DataSize LARGEST_PACK = DataSize.ofMegabytes(128);

    private static final String ONE_PASSWORD = "exactly one of password-file, password-env, password-command";

    /** The one there is where none is configured. */
    static final StoreSettings LOCAL = new StoreSettings(
            DIRECTORY, Path.of("./backups"), null, null, null, null, null, null, null, null, null, null);

    StoreSettings {
        passwordCommand = passwordCommand == null ? null : List.copyOf(passwordCommand);
    }

    /**
     * How thoroughly a repository frees space.
     *
     * @param maxUnusedPercent how much of the repository, in percent, may stay unused
     * @param maxRepack how much may be written anew for it; without, as much as it takes
     */
    record PruneSettings(
            @DefaultValue("5") double maxUnusedPercent,
            @Nullable DataSize maxRepack) {

        PruneOptions toOptions() {
            return new PruneOptions(maxUnusedPercent, maxRepack == null ? Long.MAX_VALUE : maxRepack.toBytes());
        }

        private void check(String key) {
            if (!(maxUnusedPercent >= 0 && maxUnusedPercent <= 100)) {
                throw new InvalidSettingException(
                        key + ".max-unused-percent", String.valueOf(maxUnusedPercent), "a number from 0 to 100");
            }
            if (maxRepack != null && maxRepack.isNegative()) {
                throw new InvalidSettingException(
                        key + ".max-repack", String.valueOf(maxRepack), "a size such as 512MB or 10GB");
            }
        }
    }

    /**
     * Makes sure that the settings are for a store of this type, and all there.
     *
     * @param key of the store
     * @throws InvalidSettingException naming the first that is not
     */
    void check(String key) {
        switch (type) {
            case DIRECTORY -> checkDirectory(key);
            case RESTIC -> checkRepository(key);
            default -> throw new InvalidSettingException(key + ".type", type, "one of " + DIRECTORY + ", " + RESTIC);
        }
    }

    private void checkDirectory(String key) {
        repositorySettings().forEach((name, value) -> {
            if (value.isPresent()) {
                throw new InvalidSettingException(
                        key + "." + name, shown(name, value.get()), "path and retention in a store of type directory");
            }
        });
        if (path == null) {
            throw new InvalidSettingException(key + ".path", null, "the path of a directory");
        }
    }

    private void checkRepository(String key) {
        if (path != null) {
            throw new InvalidSettingException(
                    key + ".path", path.toString(), "location instead of path in a store of type restic");
        }
        if (location == null) {
            throw new InvalidSettingException(key + ".location", null, RepositoryLocation.ALLOWED);
        }
        try {
            RepositoryLocation.parse(location);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key + ".location", RepositoryLocation.withoutSecret(location), String.valueOf(e.getMessage()));
        }
        checkPassword(key);
        if (packSize != null && (packSize.compareTo(SMALLEST_PACK) < 0 || packSize.compareTo(LARGEST_PACK) > 0)) {
            throw new InvalidSettingException(key + ".pack-size", packSize.toString(), "a size from 4MB to 128MB");
        }
        if (readDataWithin != null && (readDataWithin.isNegative() || readDataWithin.isZero())) {
            throw new InvalidSettingException(
                    key + ".read-data-within", readDataWithin.toString(), "a positive duration such as 30d");
        }
        if (prune != null) {
            prune.check(key + ".prune");
        }
    }

    private void checkPassword(String key) {
        List<String> given = passwordSettings().entrySet().stream()
                .filter(each -> each.getValue().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        if (given.size() != 1) {
            throw new InvalidSettingException(
                    key, given.isEmpty() ? "no password" : String.join(" and ", given), ONE_PASSWORD);
        }
        if (passwordEnv != null && !passwordEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            // Somebody may have put the password itself here.
            throw new InvalidSettingException(
                    key + ".password-env", null, "the name of an environment variable, of letters, digits and _");
        }
        if (passwordCommand != null && words(passwordCommand).isEmpty()) {
            throw new InvalidSettingException(key + ".password-command", null, "a program and its arguments");
        }
    }

    /** By name; empty where it is not set. In the order in which a person would look. */
    private Map<String, Optional<?>> repositorySettings() {
        Map<String, Optional<?>> all = new LinkedHashMap<>();
        all.put("location", Optional.ofNullable(location));
        all.putAll(passwordSettings());
        all.put("initialize", Optional.ofNullable(initialize));
        all.put("pack-size", Optional.ofNullable(packSize));
        all.put("compression", Optional.ofNullable(compression));
        all.put("read-data-within", Optional.ofNullable(readDataWithin));
        all.put("prune", Optional.ofNullable(prune));
        return all;
    }

    private Map<String, Optional<?>> passwordSettings() {
        Map<String, Optional<?>> all = new LinkedHashMap<>();
        all.put("password-file", Optional.ofNullable(passwordFile));
        all.put("password-env", Optional.ofNullable(passwordEnv));
        all.put("password-command", Optional.ofNullable(passwordCommand));
        return all;
    }

    private static @Nullable String shown(String name, Object value) {
        return switch (name) {
            case "password-env", "password-command", "prune" -> null;
            case "location" -> RepositoryLocation.withoutSecret(value.toString());
            case "compression" -> ((CompressionLevel) value).word();
            default -> value.toString();
        };
    }

    private static List<String> words(List<String> command) {
        return command.size() > 1
                ? command
                : command.stream()
                        .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    boolean isRepository() {
        return type.equals(RESTIC);
    }

    /** The setting that says where it is. */
    String placeKey() {
        return isRepository() ? "location" : "path";
    }

    /** Where it is on this machine: absolute. */
    Path folder() {
        Path place = location != null ? RepositoryLocation.parse(location) : path;
        return (place == null ? Path.of("./backups") : place).toAbsolutePath().normalize();
    }

    /** Empty where nothing is to be removed. */
    Optional<RetentionPolicy> policy() {
        RetentionSettings settings = retention == null ? RetentionSettings.NONE : retention;
        return isRepository() ? settings.toPolicy() : Optional.of(settings.toPolicyKeepingLast(KEEP_LAST));
    }

    Upkeep upkeep() {
        return new Upkeep(
                prune == null ? PruneOptions.DEFAULT : prune.toOptions(), Optional.ofNullable(readDataWithin));
    }

    /** What the repository is opened with. */
    RepositorySettings repository(String name) {
        return new RepositorySettings(
                name,
                folder(),
                passwordSource(),
                Boolean.TRUE.equals(initialize)
                        ? RepositorySettings.WhenMissing.MAKE
                        : RepositorySettings.WhenMissing.FAIL,
                (packSize == null ? PACK_SIZE : packSize).toBytes(),
                compression == null ? CompressionLevel.AUTO : compression);
    }

    private PasswordSource passwordSource() {
        if (passwordFile != null) {
            return new PasswordFile(passwordFile);
        }
        if (passwordEnv != null) {
            return new PasswordVariable(passwordEnv, System::getenv);
        }
        if (passwordCommand != null) {
            return new PasswordCommand(words(passwordCommand));
        }
        throw new IllegalStateException("a repository without a password must have been refused");
    }

    /** Without what may hold a secret. */
    @Override
    public String toString() {
        return "StoreSettings[type=" + type + "]";
    }
}
