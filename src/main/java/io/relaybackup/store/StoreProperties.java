package io.relaybackup.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

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
}
