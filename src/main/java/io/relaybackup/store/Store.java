package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.RetentionPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One configured store.
 *
 * @param name as configured
 * @param type as configured: {@code directory}
 * @param location for people, without secrets
 * @param folder where it is a directory of this machine: absolute
 * @param policy which backups retention keeps; empty where it removes nothing
 * @param backups what it keeps; throws {@link io.relaybackup.engine.store.StoreUnavailableException} while it is away
 */
public record Store(
        String name,
        String type,
        String location,
        Optional<Path> folder,
        Optional<RetentionPolicy> policy,
        BackupStore backups) {}
