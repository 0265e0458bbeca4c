package io.relaybackup.store;

import io.relaybackup.engine.store.RetentionPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where backups are kept.
 *
 * @param stores by name; without any there is one called {@code local} in {@code ./backups}
 */
@ConfigurationProperties("relay.backup")
record StoreProperties(@Nullable Map<String, StoreSettings> stores) {

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    StoreProperties {
        Map<String, StoreSettings> given = stores == null ? Map.of() : stores;
        for (Map.Entry<String, StoreSettings> each : given.entrySet()) {
            if (!each.getKey().matches(NAME)) {
                throw new IllegalArgumentException("relay.backup.stores." + each.getKey()
                        + ": a store's name has 1 to 63 of the characters a-z 0-9 -");
            }
            each.getValue().check("relay.backup.stores." + each.getKey());
        }
        stores = given.isEmpty() ? Map.of("local", StoreSettings.LOCAL) : new LinkedHashMap<>(given);
    }

    Map<String, StoreSettings> all() {
        return stores == null ? Map.of() : stores;
    }

    /**
     * One store.
     *
     * @param type {@code directory}: timestamped directories of plain files
     * @param path of the directory
     * @param retention which backups to keep; by default the last seven
     */
    record StoreSettings(
            @DefaultValue("directory") String type,
            @Nullable Path path,
            @Nullable RetentionSettings retention) {

        static final StoreSettings LOCAL = new StoreSettings("directory", Path.of("./backups"), null);

        void check(String key) {
            if (!type.equals("directory")) {
                throw new IllegalArgumentException(key + ".type: '" + type + "' is none of [directory]");
            }
            if (path == null) {
                throw new IllegalArgumentException(key + ".path: a directory store needs a path");
            }
        }

        RetentionPolicy policy(int keepLast) {
            RetentionSettings settings = retention == null ? RetentionSettings.NONE : retention;
            return settings.toPolicyKeepingLast(keepLast);
        }

        Path folder() {
            return (path == null ? Path.of("./backups") : path).toAbsolutePath().normalize();
        }
    }
}
