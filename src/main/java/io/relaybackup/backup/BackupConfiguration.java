package io.relaybackup.backup;

import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.ComponentRules;
import io.relaybackup.source.Source;
import io.relaybackup.source.SourceRecovery;
import io.relaybackup.store.Stores;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashEmptying;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BackupConfiguration {

    /** What a store may have a place for. A socket means nothing without who listens. */
    private static final Set<EntryType> SPECIAL =
            Set.of(EntryType.FIFO, EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE);

    @Bean
    RunningBackups runningBackups() {
        return new RunningBackups();
    }

    @Bean
    SourceTrees sourceTrees(Source source, ObjectProvider<SourceRecovery> recovery, Clock clock) {
        return (components, problems) -> {
            for (SourceRecovery each : recovery.stream().toList()) {
                each.recover();
            }
            return DirectoryTree.open(
                    source.dataDirectory(),
                    new ComponentRules(source, components),
                    CaptureSettings.defaults().withSpecial(SPECIAL),
                    problems,
                    clock);
        };
    }

    @Bean
    TrashedBackups trashedBackups(Stores stores, Source source, Trash trash) {
        return new TrashedBackups(stores, source, trash);
    }

    @Bean
    Backups backups(
            Stores stores,
            Source source,
            Operations operations,
            RunningBackups running,
            TrashedBackups trashed,
            Clock clock) {
        return new Backups(stores, source, operations, running, trashed, clock);
    }

    @Bean
    BackupService backupService(
            Source source,
            Stores stores,
            SourceTrees trees,
            Operations operations,
            RunningBackups running,
            ObjectProvider<AfterBackup> afterBackup,
            ObjectProvider<SourceJudge> judge,
            ObjectProvider<BackupListener> listeners,
            ObjectProvider<BuildProperties> build,
            TrashEmptying emptying,
            Clock clock) {
        List<String> versions = build.stream().map(BuildProperties::getVersion).toList();
        return new BackupService(
                source,
                stores,
                trees,
                operations,
                running,
                afterBackup.getIfAvailable(() -> (took, context) -> {}),
                judge.getIfAvailable(() -> SourceJudge.TRUSTING),
                listeners.orderedStream().toList(),
                new StoreRoom(emptying),
                clock,
                "relay-backup" + (versions.isEmpty() ? "" : "/" + versions.get(0)));
    }

    @Bean
    BackupKeeping backupKeeping(
            Backups backups, TrashedBackups trashed, Trash trash, Operations operations, Clock clock) {
        return new BackupKeeping(backups, trashed, trash, operations, clock);
    }

    @Bean
    BackupCopies backupCopies(
            Backups backups, Stores stores, Operations operations, Source source, TrashEmptying emptying) {
        return new BackupCopies(backups, stores, operations, source, new StoreRoom(emptying));
    }
}
