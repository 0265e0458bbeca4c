package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.repository.FolderRecord.Precision;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One repository of two programs at once: ours and the original's, in both versions, back up, forget and free space as
 * often as they can, and no backup of either is lost. {@code -Drelay.share.seconds} makes it last longer.
 */
@RequiresTool({"restic", Restic.RECENT})
class SharedWithResticTest {

    private static final long SECONDS = Long.getLong("relay.share.seconds", 20);

    private static final int KEPT = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private volatile long end;

    private final Map<BackupId, List<String>> ours = new LinkedHashMap<>();

    /** By tag. */
    private final Map<String, List<String>> theirs = new LinkedHashMap<>();

    private int freed;

    private Path repository() {
        return folder.resolve("repository");
    }

    private RepositoryStore open() throws IOException {
        return Ours.open(LocalStorage.open(repository()), Ours.PASSWORD, folder.resolve("memory"), PATIENCE);
    }

    /** Some new, some gone, and much of what the other one has as well. */
    private static void change(Path live, Random random) throws IOException {
        for (int i = 0; i < 5; i++) {
            byte[] bytes = new byte[random.nextInt(1_500_000)];
            // One of few contents, which may have been freed since it was last here.
            new Random(random.nextInt(40)).nextBytes(bytes);
            Files.write(
                    Files.createDirectories(live.resolve("d" + random.nextInt(3)))
                            .resolve("f" + i),
                    bytes);
        }
        Path gone = live.resolve("d" + random.nextInt(3)).resolve("f" + random.nextInt(5));
        Files.deleteIfExists(gone);
    }

    @Test
    void nothingIsLost() throws Exception {
        Files.createDirectories(folder.resolve("ours"));
        Files.createDirectories(folder.resolve("theirs"));
        try (RepositoryStore store = open()) {
            end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Future<?> one = threads.submit(() -> {
                workAsOurs(store);
                return null;
            });
            Future<?> other = threads.submit(() -> {
                workAsTheirs();
                return null;
            });
            threads.shutdown();
            one.get();
            other.get();
            System.out.println("backups of ours: " + made + ", theirs: " + madeByThem
                    + ", times space was freed: by us " + freed + ", by them " + freedByThem);
            assertNothingLost(store);
        }
        try (RepositoryStore again =
                Ours.open(LocalStorage.open(repository()), Ours.PASSWORD, folder.resolve("other-memory"), PATIENCE)) {
            assertThat(again.list()).hasSize(ours.size() + theirs.size());
        }
    }

    private int made;

    private void workAsOurs(RepositoryStore store) throws IOException {
        Path live = folder.resolve("ours");
        Random random = new Random(1);
        BackupId last = null;
        while (System.nanoTime() < end) {
            change(live, random);
            BackupId id = BackupId.at(Instant.now());
            Ours.backUp(store, id, live, last);
            ours.put(id, FolderRecord.of(live, Precision.EXACT));
            last = id;
            made++;
            if (ours.size() > KEPT) {
                BackupId oldest = ours.keySet().iterator().next();
                store.remove(oldest);
                ours.remove(oldest);
            }
            if (made % 3 == 0) {
                free(store);
            }
            if (made % 4 == 0) {
                assertRestored(store, ours.keySet().iterator().next(), "while-" + made);
            }
        }
    }

    private void free(RepositoryStore store) throws IOException {
        store.prune(new PruneOptions(0, Long.MAX_VALUE), false, Progress.NONE);
        freed++;
    }

    private int madeByThem;
    private int freedByThem;

    private void workAsTheirs() throws Exception {
        Path live = folder.resolve("theirs");
        Random random = new Random(2);
        while (System.nanoTime() < end) {
            Restic restic =
                    new Restic(madeByThem % 2 == 0 ? Restic.RECENT : Restic.COMMON, repository(), Ours.PASSWORD);
            change(live, random);
            String tag = "n" + madeByThem;
            if (!patiently(restic.at(live), "backup", "--host", "theirs", "--tag", "theirs," + tag, ".")) {
                continue;
            }
            theirs.put(tag, FolderRecord.of(live, Precision.EXACT));
            madeByThem++;
            if (madeByThem % 3 == 0
                    && patiently(
                            restic,
                            "forget",
                            "--host",
                            "theirs",
                            "--keep-last",
                            Integer.toString(KEPT),
                            "--prune",
                            "--max-unused",
                            "0")) {
                freedByThem++;
                while (theirs.size() > KEPT) {
                    theirs.remove(theirs.keySet().iterator().next());
                }
            }
        }
    }

    /** False when somebody else had the repository all the time. */
    private static boolean patiently(Restic restic, String... command) throws Exception {
        for (int i = 0; i < 100; i++) {
            Restic.Result result = restic.attempt(command);
            if (result.exit() == 0) {
                return true;
            }
            assertThat(result.output()).as(List.of(command).toString()).contains("locked");
            Thread.sleep(100);
        }
        return false;
    }

    private void assertRestored(RepositoryStore store, BackupId id, String name) throws IOException {
        Path target = folder.resolve("restored-" + name);
        Ours.restore(store, id, target, notice -> {});
        assertThat(FolderRecord.of(target, Precision.EXACT)).isEqualTo(ours.get(id));
        delete(target);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(all::add);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.delete(all.get(i));
        }
    }

    private void assertNothingLost(RepositoryStore store) throws Exception {
        for (String program : List.of(Restic.COMMON, Restic.RECENT)) {
            assertThat(new Restic(program, repository(), Ours.PASSWORD).run("check", "--read-data"))
                    .contains("no errors were found");
        }
        Restic restic = new Restic(Restic.RECENT, repository(), Ours.PASSWORD);
        assertThat(restic.run("-q", "list", "locks").strip()).isEmpty();
        assertThat(store.list().stream().filter(backup -> !backup.external()).map(StoredBackup::id))
                .containsExactlyInAnyOrderElementsOf(ours.keySet());
        assertThat(store.list()).hasSize(ours.size() + theirs.size());
        for (StoredBackup backup : store.list()) {
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
        for (BackupId id : ours.keySet()) {
            assertRestored(store, id, "at-last");
        }
        for (Map.Entry<String, List<String>> each : theirs.entrySet()) {
            Path target = folder.resolve("restored-" + each.getKey());
            restic.run("restore", "latest", "--tag", each.getKey(), "--target", target.toString());
            assertThat(FolderRecord.of(target, Precision.EXACT)).isEqualTo(each.getValue());
            delete(target);
        }
        assertThat(made).isGreaterThan(2);
        assertThat(madeByThem).isGreaterThan(2);
    }
}
