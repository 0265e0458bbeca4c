package io.relaybackup.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a policy must know besides the backups.
 *
 * @param host of this service; a backup that names none is taken to be of this host
 * @param components all that are configured; a backup that names none is taken to be of all
 * @param inUse backups that running work reads or makes
 * @param frozen sources of which nothing goes now, beside those that the backups themselves freeze
 */
public record RetentionSituation(
        Instant now, String host, Set<String> components, Set<BackupId> inUse, List<FrozenSource> frozen) {

    public RetentionSituation {
        components = Set.copyOf(components);
        inUse = Set.copyOf(inUse);
        frozen = List.copyOf(frozen);
    }

    /** Where no other store freezes a source. */
    public RetentionSituation(Instant now, String host, Set<String> components, Set<BackupId> inUse) {
        this(now, host, components, inUse, List.of());
    }
}
