package io.relaybackup.restore;

import io.relaybackup.backup.BackupService;
import io.relaybackup.backup.Backups;
import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateProperties;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestoreProperties.class)
class RestoreConfiguration {

    /** How many files are forced at a time where the whole file system cannot be. */
    private static final int FORCING = 8;

    private static final CaptureSettings AS_IT_IS = CaptureSettings.defaults()
            .withSpecial(Set.of(EntryType.FIFO, EntryType.SOCKET, EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE));

    @Bean
    SwapFiles swapFiles() {
        return new LocalSwapFiles(MountTable.ofThisProcess());
    }

    @Bean
    RestoreRecovery restoreRecovery(Source source, SwapFiles files) {
        return new RestoreRecovery(source.dataDirectory(), files);
    }

    @Bean(initMethod = "run")
    RestoreStart restoreStart(
            RestoreRecovery recovery, RestoreProperties properties, SwapFiles files, Operations operations) {
        return new RestoreStart(recovery, properties.targets(), files, operations);
    }

    @Bean
    RestoreService restoreService(
            Backups backups,
            BackupService backupService,
            Stores stores,
            Source source,
            Operations operations,
            RestoreProperties properties,
            StateProperties state,
            SwapFiles files,
            RestoreRecovery recovery,
            RestoreStart start,
            Clock clock) {
        LiveTrees trees = liveTrees(clock);
        MountTable mounts = MountTable.ofThisProcess();
        FreeSpace space = directory -> Files.getFileStore(directory).getUsableSpace();
        Stage stage = new Stage(trees, Durability.fastest(FORCING));
        RestoreRun.Executors executors = new RestoreRun.Executors(
                new InPlaceRestore(stage, files, recovery, clock),
                new TargetRestore(stage, files),
                new Guards(trees, stores),
                backupService::takeSafety,
                space);
        return new RestoreService(
                backups,
                source,
                operations,
                new RestorePlanner(source, trees, mounts, space),
                executors,
                new AllowedTargets(properties.targets(), ours(source, stores, state), mounts),
                start,
                properties.safetyBackup());
    }

    @Bean
    Rehearsals rehearsals(SwapFiles files, Clock clock) {
        LiveTrees trees = liveTrees(clock);
        return new Rehearsals(
                new Stage(trees, Durability.fastest(FORCING)),
                trees,
                files,
                directory -> Files.getFileStore(directory).getUsableSpace());
    }

    private static LiveTrees liveTrees(Clock clock) {
        CaptureRules all =
                path -> Source.isHidden(path) ? CaptureRules.Treatment.EXCLUDED : CaptureRules.Treatment.INCLUDED;
        return (directory, problems) -> DirectoryTree.open(directory, all, AS_IT_IS, problems, clock);
    }

    private static List<Path> ours(Source source, Stores stores, StateProperties state) {
        List<Path> ours = new ArrayList<>();
        ours.add(source.dataDirectory());
        ours.add(state.stateDirectory());
        for (Store store : stores.all()) {
            store.folder().ifPresent(ours::add);
        }
        return ours;
    }
}
