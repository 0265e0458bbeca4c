package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.Fault;
import io.relaybackup.crash.FaultTrial;
import io.relaybackup.crash.FaultyDisk;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lets the disk fail at every call of a restore and of the recovery from one: the data directory is wholly old or
 * wholly new, and the next restore works.
 */
class RestoreFaultTest {

    private Scratch scratch;
    private Path disk;
    private BackupId id;
    private Map<String, String> before = Map.of();
    private Map<String, String> after = Map.of();

    @BeforeEach
    void layOut() throws Exception {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        try (RestoreBench bench = bench(disk)) {
            bench.file("chain/blocks", "one\n");
            bench.file("users/users.json", "[1]");
            bench.file("users/deep/er/profile", "profile");
            bench.file("config.json", "{}");
            bench.file("gone-since/file", "comes back");
            id = bench.backup();
            after = look(disk);
            bench.file("chain/blocks", "one\ntwo\n");
            bench.file("users/users.json", "[1,2]");
            bench.file("stray/file", "stray");
            Files.delete(bench.data.resolve("gone-since/file"));
            Files.delete(bench.data.resolve("gone-since"));
            before = look(disk);
        }
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    private static RestoreBench bench(Path disk) throws IOException {
        return RestoreBench.onDisk(disk, Durability.eachFile(1));
    }

    private static Map<String, String> look(Path disk) throws IOException {
        return lookAt(disk.resolve("data"));
    }

    /** All but the times, which change with what is made in a directory, and lose their nanoseconds in a copy. */
    private static Map<String, String> lookAt(Path directory) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        Snapshot.of(directory).forEach((path, line) -> lines.put(path, line.substring(0, line.lastIndexOf(' '))));
        return lines;
    }

    private static RestoreRecovery recovery(Path disk) {
        return new RestoreRecovery(
                disk.resolve("data"), new LocalSwapFiles(new MountTable(disk.resolve("no-mountinfo"))));
    }

    private void assertAllWell(FaultTrial trial) throws Exception {
        assertThat(trial.run().failures()).isEmpty();
    }

    /** Afterwards, as a service that goes on, or the next one. */
    private void judge(Path place, boolean succeeded, boolean unfinished) throws Exception {
        Path real = disk.getFileSystem().getPath(place.toString());
        if (!unfinished) {
            assertThat(look(real)).isEqualTo(succeeded ? after : before);
        }
        recovery(real).recover();
        Map<String, String> now = look(real);
        assertThat(now).isIn(before, after);
        assertThat(unfinished || now.equals(succeeded ? after : before)).isTrue();
        recovery(real).forget(SwapScene.OPERATION);
        assertThat(look(real)).isEqualTo(now);
        assertThat(real.resolve("data").resolve(Source.RESERVED)).doesNotExist();
    }

    private void restoreAgain(RestoreBench bench, Path place) throws Exception {
        Path real = disk.getFileSystem().getPath(place.toString());
        bench.restore(id, RestoreRequest.ALL);
        assertThat(look(real)).isEqualTo(after);
        recovery(real).forget(SwapScene.OPERATION);
        assertThat(real.resolve("data").resolve(Source.RESERVED)).doesNotExist();
        bench.store.cleanUp();
        assertThat(bench.store.residue()).isEmpty();
    }

    /** A service on a disk. */
    private abstract static class Restoring implements FaultTrial.Service {

        final Path place;
        final RestoreBench bench;

        Restoring(Path place) throws IOException {
            this.place = place;
            this.bench = bench(place);
            this.bench.made = 1;
        }

        @Override
        public void close() throws IOException {
            bench.close();
        }
    }

    @Test
    void inPlace() throws Exception {
        assertAllWell(FaultTrial.of("restore in place", scratch, disk, root -> new Restoring(root) {
            @Override
            public void work() throws Exception {
                bench.restore(id, RestoreRequest.ALL);
            }

            @Override
            public void judge(@Nullable Exception failure) throws Exception {
                RestoreFaultTest.this.judge(place, failure == null, isUnfinished(failure));
                restoreAgain(bench, place);
            }
        }));
    }

    private static boolean isUnfinished(@Nullable Exception failure) {
        return failure != null && failure.toString().contains("restore-unfinished")
                || failure instanceof ProblemException p && p.problem().name().equals("restore-unfinished");
    }

    @Test
    void toATarget() throws Exception {
        Files.createDirectory(disk.resolve("allowed"));
        assertAllWell(FaultTrial.of("restore to a target", scratch, disk, root -> new Restoring(root) {
            @Override
            public void work() throws Exception {
                Path allowed = place.resolve("allowed");
                bench.restoreTo(id, allowed, allowed.resolve("target"));
            }

            @Override
            public void judge(@Nullable Exception failure) throws Exception {
                Path allowed = disk.getFileSystem().getPath(place.toString()).resolve("allowed");
                assertThat(look(disk.getFileSystem().getPath(place.toString()))).isEqualTo(before);
                TargetFolder.removeLeftovers(allowed, bench.files);
                if (failure == null) {
                    assertThat(lookAt(allowed.resolve("target"))).isEqualTo(after);
                }
                try (var left = Files.list(allowed)) {
                    assertThat(left.map(path -> path.getFileName().toString())).isSubsetOf("target");
                }
                bench.restoreTo(id, place.resolve("allowed"), place.resolve("allowed/another"));
                assertThat(lookAt(allowed.resolve("another"))).isEqualTo(after);
            }
        }));
    }

    /** What a restore left whose undoing failed, too. */
    @Test
    void recoveryAtTheStart() throws Exception {
        cutShort();
        assertAllWell(FaultTrial.of("recovery of a restore", scratch, disk, root -> new FaultTrial.Service() {
            @Override
            public void work() throws Exception {
                recovery(root).recover();
                recovery(root).forget(SwapScene.OPERATION);
            }

            @Override
            public void judge(@Nullable Exception failure) throws Exception {
                RestoreFaultTest.this.judge(root, false, failure != null);
                try (RestoreBench bench = bench(root)) {
                    bench.made = 10;
                    restoreAgain(bench, root);
                }
            }

            @Override
            public void close() {}
        }));
    }

    private void cutShort() throws Exception {
        FaultyDisk faulty = FaultyDisk.of(disk);
        int unfinished = 0;
        for (int call = 1; unfinished < 1; call++) {
            Path place = scratch.directory("cut-" + call);
            copy(disk, place);
            faulty = FaultyDisk.of(place);
            try (RestoreBench bench = bench(faulty.root())) {
                bench.made = 1;
                faulty.breakAt(Fault.EROFS, call, true);
                bench.restore(id, RestoreRequest.ALL);
            } catch (Exception e) {
                unfinished += isUnfinished(e)
                                && !look(place).equals(before)
                                && !look(place).equals(after)
                        ? 1
                        : 0;
            } finally {
                faulty.mend();
            }
            disk = unfinished > 0 ? place : disk;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path place = to.resolve(from.relativize(each).toString());
                if (!each.equals(from)) {
                    Files.copy(each, place, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
