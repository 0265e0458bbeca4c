package io.relaybackup.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.relaybackup.engine.repository.Compression;
import io.relaybackup.engine.repository.Owners;
import io.relaybackup.engine.repository.RepositoryOptions;
import io.relaybackup.engine.repository.RepositoryStore;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.storage.MeteredStorage;
import io.relaybackup.engine.storage.RetryingStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageListener;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateProperties;
import io.relaybackup.store.RepositorySettings.WhenMissing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Opens repositories of the restic format. */
@Configuration(proxyBeanMethods = false)
class RepositoryConfiguration {

    private static final int MOST_THREADS = 8;

    private static final int RETRIES = 3;

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);

    /** Others' locks are seldom held for longer than it takes to write a snapshot. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

    @Bean
    @Fallback
    RepositoryOpener repositoryOpener(
            Source source,
            StateProperties state,
            ObjectProvider<BuildProperties> build,
            ObjectProvider<MeterRegistry> meters,
            Clock clock) {
        String version =
                build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
        RepositoryOptions usual = new RepositoryOptions(
                source.host(),
                systemHost(),
                System.getProperty("user.name", "relay-backup"),
                "relay-backup " + version,
                owners(),
                ZoneId.systemDefault(),
                RepositoryOptions.USUAL_PACK_SIZE,
                Compression.AUTO,
                Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())),
                LOCK_PATIENCE,
                state.stateDirectory().toAbsolutePath().normalize().resolve("repositories"));
        return settings -> open(settings, usual, meters, clock);
    }

    private static OpenedStore open(
            RepositorySettings settings, RepositoryOptions usual, ObjectProvider<MeterRegistry> meters, Clock clock)
            throws IOException {
        Path folder = settings.folder();
        if (settings.whenMissing() == WhenMissing.FAIL && !Files.isDirectory(folder)) {
            throw new StoreUnavailableException("there is no repository", null);
        }
        byte[] password = settings.password().read();
        Storage local = new RetryingStorage(LocalStorage.open(folder), RETRIES, FIRST_WAIT);
        Storage storage = new MeteredStorage(local, new Timers(settings.name(), meters));
        try {
            return OpenedStore.sharing(RepositoryStore.open(
                    storage,
                    password,
                    settings.whenMissing() == WhenMissing.MAKE,
                    usual.with(
                            Math.toIntExact(settings.packSize()),
                            Compression.valueOf(settings.compression().name())),
                    () -> space(folder),
                    clock));
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static long[] space(Path folder) throws IOException {
        FileStore fileStore = Files.getFileStore(folder);
        return new long[] {fileStore.getUsableSpace(), fileStore.getTotalSpace()};
    }

    /** Never the configured one: by it others tell whether a lock's process is on their machine. */
    private static String systemHost() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }

    private static Owners owners() {
        try {
            return Owners.read(Path.of("/etc/passwd"), Path.of("/etc/group"));
        } catch (IOException e) {
            return Owners.NAMELESS;
        }
    }

    /** Times every call on a storage. */
    private record Timers(String store, ObjectProvider<MeterRegistry> meters) implements StorageListener {

        @Override
        public void called(Call call, Outcome outcome, long nanos, long bytes) {
            meters.ifAvailable(registry -> Timer.builder("relay.backup.storage.operation")
                    .description("Calls on the storage of a repository")
                    .tag("store", store)
                    .tag("operation", call.name().toLowerCase(Locale.ROOT))
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry)
                    .record(nanos, TimeUnit.NANOSECONDS));
        }
    }
}
