package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.MIB;
import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Freeing space and mending, with one version of the original as the judge, in both directions. */
abstract class MaintenanceByRestic {

    private static final PruneOptions ALL = new PruneOptions(0, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    private Restic restic;
    private RepositoryStore store;
    private LiveFolder live;

    /** Which version. */
    abstract String program();

    @BeforeEach
    void make() throws IOException {
        restic = new Restic(
                program(),
                folder.resolve("repository"),
                new String(RepositoryStoreTest.PASSWORD, StandardCharsets.UTF_8));
        store = open("repository");
        live = new LiveFolder(Files.createDirectory(folder.resolve("data")));
        live.directory("empty");
        for (int i = 0; i < 8; i++) {
            live.file("shared/" + i, noise(i, 300_000)).file("old/" + i, noise(100 + i, 700_000));
        }
        live.file("text", "text ".repeat(100_000));
    }

    private RepositoryStore open(String name) throws IOException {
        return RepositoryStore.open(
                LocalStorage.open(folder.resolve(name)),
                RepositoryStoreTest.PASSWORD,
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                RepositoryStoreTest.options(folder.resolve("memory")).with(4 * MIB, Compression.AUTO),
                () -> new long[] {-1, -1},
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private BackupId backup(int number) throws IOException {
        return BackupMaker.make(store, BackupMaker.id(number), live, null).id();
    }

    private void change() throws IOException {
        for (int i = 0; i < 8; i++) {
            Files.delete(live.at("old/" + i));
            live.file("new/" + i, noise(200 + i, 200_000));
        }
    }

    /** The packs and index files. */
    private Set<Path> files() throws IOException {
        return files("repository");
    }

    private Set<Path> files(String name) throws IOException {
        Set<Path> found = new TreeSet<>();
        for (String kind : new String[] {"data", "index"}) {
            try (Stream<Path> files = Files.walk(folder.resolve(name).resolve(kind))) {
                files.filter(Files::isRegularFile).forEach(found::add);
            }
        }
        return found;
    }

    private void assertIntact(int backups) throws IOException {
        assertThat(store.list()).hasSize(backups);
        for (StoredBackup backup : store.list()) {
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
    }

    @Test
    void resticFindsNothingToDoAfterUs() throws Exception {
        BackupId first = backup(1);
        change();
        backup(2);
        store.remove(first);
        PruneReport report = store.prune(ALL, false, Progress.NONE);
        assertThat(report.freedBytes()).isGreaterThan(5 * MIB);
        assertIntact(1);
        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        Set<Path> before = files();
        restic.run("prune", "--max-unused", "0");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void weFreeWhatResticForgot() throws Exception {
        restic.run("backup", live.path().toString());
        change();
        restic.run("backup", live.path().toString());
        backup(3);
        restic.run("forget", "--keep-last", "1");
        assertThat(store.prune(ALL, true, Progress.NONE).freedBytes()).isGreaterThan(5 * MIB);
        assertThat(store.prune(ALL, false, Progress.NONE).freedBytes()).isGreaterThan(5 * MIB);
        assertIntact(2);
        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        Set<Path> before = files();
        restic.run("prune", "--max-unused", "0");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void weFindNothingToDoAfterRestic() throws Exception {
        restic.run("backup", live.path().toString());
        change();
        restic.run("backup", live.path().toString());
        restic.run("forget", "--keep-last", "1");
        restic.run("prune", "--max-unused", "0");
        Set<Path> before = files();
        PruneReport report = store.prune(ALL, false, Progress.NONE);
        assertThat(files()).isEqualTo(before);
        assertThat(report.packsRemoved() + report.packsRepacked() + report.unusedBytes())
                .isZero();
    }

    /** Flips a bit in the middle of the first half of the packs, deletes an index file. */
    private void damage(String name) throws IOException {
        List<Path> packs = new ArrayList<>();
        Path index = null;
        for (Path file : files(name)) {
            if (file.startsWith(folder.resolve(name).resolve("index"))) {
                index = file;
            } else {
                packs.add(file);
            }
        }
        for (Path pack : packs.subList(0, (packs.size() + 1) / 2)) {
            byte[] bytes = Files.readAllBytes(pack);
            bytes[bytes.length / 2] ^= 1;
            Files.delete(pack);
            Files.write(pack, bytes);
        }
        Files.delete(Objects.requireNonNull(index));
    }

    @Test
    void whatWeMendIsWholeToRestic() throws Exception {
        backup(1);
        restic.run("backup", live.path().toString());
        change();
        backup(2);
        damage("repository");
        assertThat(store.readPortion(Long.MAX_VALUE, Duration.ZERO, Progress.NONE)
                        .isIntact())
                .isFalse();
        RepairReport report = store.repair(List.of(), true, Progress.NONE);
        assertThat(report.packsLost()).isPositive();
        assertThat(report.lostFileCount()).isPositive();
        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        restic.run("prune");
        for (StoredBackup backup : store.list()) {
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
    }

    @Test
    void whatIsHealedIsWholeToRestic() throws Exception {
        backup(1);
        restic.run("backup", live.path().toString());
        damage("repository");
        store.readPortion(Long.MAX_VALUE, Duration.ZERO, Progress.NONE);
        store.repair(List.of(), false, Progress.NONE);
        try (RepositoryStore other = open("other")) {
            BackupMaker.make(other, BackupMaker.id(1), live, null);
            assertThat(store.repair(List.of(other), false, Progress.NONE).blobsLost())
                    .isLessThanOrEqualTo(1);
        }
        // What restic's own snapshot has of its own: its root, which restic writes again, in the same second or not.
        backup(2);
        store.repair(List.of(), true, Progress.NONE);
        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        assertThat(store.verify(BackupMaker.id(1), VerifyLevel.DATA, Progress.NONE)
                        .damages())
                .isEmpty();
    }

    @Test
    void aRepositoryOfTheFirstVersionStaysOne() throws Exception {
        Restic old = new Restic(
                program(), folder.resolve("old"), new String(RepositoryStoreTest.PASSWORD, StandardCharsets.UTF_8));
        old.run("init", "--repository-version", "1");
        old.run("backup", live.path().toString());
        change();
        old.run("backup", live.path().toString());
        old.run("forget", "--keep-last", "1");
        try (RepositoryStore first = open("old")) {
            assertThat(first.prune(ALL, false, Progress.NONE).freedBytes()).isGreaterThan(5 * MIB);
            assertThat(old.run("check", "--read-data")).contains("no errors were found");
            damage("old");
            assertThat(first.readPortion(Long.MAX_VALUE, Duration.ZERO, Progress.NONE)
                            .isIntact())
                    .isFalse();
            first.repair(List.of(), true, Progress.NONE);
        }
        assertThat(old.run("check", "--read-data")).contains("no errors were found");
    }
}
