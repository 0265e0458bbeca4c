package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.restore.RestorePlan.Obstacle;
import io.relaybackup.restore.RestorePlan.ObstacleKind;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePlannerTest {

    @TempDir
    Path folder;

    private RestoreBench bench;

    @BeforeEach
    void layOut() throws IOException {
        bench = new RestoreBench(folder);
        bench.file("chain/blocks", "one\n");
        bench.file("users/users.json", "[1]");
        bench.file("users/deep/er/profile", "profile");
        bench.file("config.json", "{}");
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Problem refusal(BackupId id, RestoreRequest request) throws IOException {
        Map<String, String> before = Snapshot.of(bench.data);
        ProblemException e = catchThrowableOfType(ProblemException.class, () -> bench.restore(id, request));
        assertThat(e).isNotNull();
        assertThat(Snapshot.of(bench.data)).isEqualTo(before);
        assertThat(bench.safetyTaken).isEmpty();
        return e.problem();
    }

    @Test
    void unitsAreTheTopmostEntriesAroundWhatStays() throws Exception {
        bench.file("users/photos/a/one.jpg", "1");
        BackupId id = bench.backup();
        bench.file("users/photos/b/cache.tmp", "stays");
        bench.file("users/photos/b/two.jpg", "goes");
        Files.createDirectory(bench.data.resolve("users/empty"));

        RestorePlan plan = bench.plan(id, RestoreBench.components("users"));

        assertThat(plan.topmost())
                .containsExactly(
                        "users/deep", "users/empty", "users/photos/a", "users/photos/b/two.jpg", "users/users.json");
        assertThat(plan.units()).isEqualTo(5);
        assertThat(plan.kept()).containsExactly(new Kept("users/photos/b/cache.tmp", null, Kept.Reason.EXCLUDED));
        assertThat(plan.removed()).isEqualTo(3);
        assertThat(plan.added()).isZero();
        assertThat(plan.unchanged()).isEqualTo(3);
        assertThat(plan.unverified()).isFalse();
    }

    @Test
    void whereNothingStaysAWholeComponentIsOneUnit() throws Exception {
        BackupId id = bench.backup();

        assertThat(bench.plan(id, RestoreBench.components("users")).topmost()).containsExactly("users");
        assertThat(bench.plan(id, RestoreBench.paths("users/deep", "users/deep/er", "config.json"))
                        .topmost())
                .containsExactly("config.json", "users/deep");
    }

    @Test
    void aDirectoryThatIsMissingAboveAComponentComesWithIt() throws Exception {
        BackupId id = bench.backup();
        Files.move(bench.data.resolve("users"), folder.resolve("away"));

        RestorePlan plan = bench.plan(id, RestoreBench.paths("users/deep/er/profile"));
        assertThat(plan.topmost()).containsExactly("users");
        assertThat(plan.files()).isEqualTo(1);

        bench.restore(id, RestoreBench.paths("users/deep/er/profile"));
        assertThat(bench.data.resolve("users/deep/er/profile")).hasContent("profile");
        assertThat(bench.data.resolve("users/users.json")).doesNotExist();
    }

    @Test
    void componentsThatTheBackupLacksStay() throws Exception {
        BackupId id = bench.backup(
                bench.source.components().stream()
                        .filter(c -> c.name().equals("chain"))
                        .toList(),
                Trigger.API);
        bench.file("stray", "stays");

        RestorePlan plan = bench.plan(id, RestoreRequest.ALL);

        assertThat(plan.components()).containsExactly("chain");
        assertThat(plan.topmost()).containsExactly("chain");
        assertThat(plan.kept())
                .contains(
                        new Kept(null, "users", Kept.Reason.NOT_IN_BACKUP),
                        new Kept(null, Component.ADDITIONAL, Kept.Reason.NOT_IN_BACKUP));
    }

    @Test
    void aComponentConfiguredSinceIsLeftAloneUnlessTheBackupHasIt() throws Exception {
        bench.file("media/old", "then part of the rest");
        BackupId id = bench.backup();
        bench.source = withComponents("media", "plugins");
        bench.file("plugins/new", "unknown to the backup");
        bench.file("media/old", "changed");

        bench.restore(id, RestoreRequest.ALL);

        assertThat(bench.data.resolve("media/old")).hasContent("then part of the rest");
        assertThat(bench.data.resolve("plugins/new")).hasContent("unknown to the backup");
    }

    private Source withComponents(String... names) {
        List<Component> all = new ArrayList<>(bench.source.components());
        for (String name : names) {
            all.add(new Component(name, "", List.of(TreePath.of(name)), false, List.of(), List.of()));
        }
        return new Source(bench.data, folder, "host", all);
    }

    @Test
    void whatACopyByHandLeftStaysAndIsListed() throws Exception {
        BackupId id = bench.backup();
        bench.file("backup-manifest.json", "{}");
        bench.file(".backup/checksums.sha256", "");

        RestorePlan plan = bench.plan(id, RestoreRequest.ALL);

        assertThat(plan.kept())
                .containsExactly(
                        new Kept(".backup", null, Kept.Reason.RESERVED),
                        new Kept("backup-manifest.json", null, Kept.Reason.RESERVED));
        bench.restore(id, RestoreRequest.ALL);
        assertThat(bench.data.resolve(".backup/checksums.sha256")).exists();
    }

    @Test
    void aSocketOfTheApplicationGoesAndStopsNothing() throws Exception {
        BackupId id = bench.backup();
        Path socket = bench.data.resolve("app.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            bench.restore(id, RestoreRequest.ALL);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatStaysWhereTheBackupHasAFileIsInTheWay() throws Exception {
        bench.file("users/slot", "a file");
        BackupId id = bench.backup();
        Files.delete(bench.data.resolve("users/slot"));
        bench.file("users/slot/inside.tmp", "stays");

        Problem problem = refusal(id, RestoreRequest.ALL);

        assertThat(problem.name()).isEqualTo("in-the-way");
        assertThat(problem.path()).isEqualTo("users/slot");
    }

    @Test
    void aMountPointAmongWhatWouldBeSwappedIsRefusedByName() throws Exception {
        bench.file("users/mnt/point/file", "x");
        BackupId id = bench.backup();
        mounted("users/mnt/point", "chain/blocks", "elsewhere-but-like-a-name");

        assertThat(bench.plan(id, RestoreRequest.ALL).obstacles())
                .extracting(Obstacle::kind, Obstacle::path)
                .containsExactly(
                        tuple(ObstacleKind.MOUNT_POINT, "chain/blocks"),
                        tuple(ObstacleKind.MOUNT_POINT, "users/mnt/point"));
        Problem problem = refusal(id, RestoreRequest.ALL);
        assertThat(problem.name()).isEqualTo("mount-point");
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.path()).isEqualTo("chain/blocks");
        assertThat(problem.errors()).hasSize(2);
        // Above what would be swapped is as bad as below.
        assertThat(refusal(id, RestoreBench.paths("users/mnt/point/file")).path())
                .isEqualTo("users/mnt/point");

        bench.restore(id, RestoreBench.paths("users/deep"));
    }

    @Test
    void aMountPointInWhatStaysIsNoMatter() throws Exception {
        bench.file("users/a.tmp/file", "x");
        BackupId id = bench.backup();
        mounted("users/a.tmp", "chain/blocks");

        bench.restore(id, RestoreBench.components("users"));
    }

    private void mounted(String... paths) throws IOException {
        StringBuilder table = new StringBuilder("21 1 8:1 / / rw,relatime - ext4 /dev/sda rw\n");
        for (String path : paths) {
            String escaped = bench.data.resolve(path).toString().replace(" ", "\\040");
            table.append("36 35 8:1 /x ").append(escaped).append(" rw - ext4 /dev/sda rw\n");
        }
        bench.mountInfo = Files.writeString(folder.resolve("mountinfo"), table);
    }

    @Test
    void mountPointsAreFoundBytewise() throws Exception {
        Path odd = Files.createDirectories(folder.resolve("with space/tab\there"));
        Path table = Files.writeString(
                folder.resolve("table"),
                "36 35 8:1 / " + odd.toString().replace(" ", "\\040").replace("\t", "\\011") + "/in\\134side rw - x\n");

        assertThat(new MountTable(table).below(odd)).containsExactly(TreePath.of("in\\side"));
        assertThat(new MountTable(folder.resolve("none")).below(odd)).isEmpty();
    }

    @Test
    void aRealBoundFileIsFoundBeforeAndWithoutTheListTheKernelRefusesIt() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "bound");
        BackupId id = bench.backup();
        Path point = bench.data.resolve("chain/blocks");
        Assumptions.assumeTrue(run("mount", "--bind", other.toString(), point.toString()), "may not mount");
        try {
            bench.mountInfo = Path.of("/proc/self/mountinfo");
            assertThat(refusal(id, RestoreRequest.ALL).path()).isEqualTo("chain/blocks");

            bench.mountInfo = folder.resolve("none");
            bench.file("config.json", "changed");
            Map<String, String> before = Snapshot.of(bench.data);
            RestoreRequest request =
                    new RestoreRequest(null, List.of("chain/blocks", "config.json"), null, null, null, false, true);
            ProblemException e = catchThrowableOfType(ProblemException.class, () -> bench.restore(id, request));
            assertThat(e.problem().name()).isEqualTo("mount-point");
            assertThat(e.problem().code()).isEqualTo("EBUSY");
            assertThat(Snapshot.of(bench.data)).isEqualTo(before);
        } finally {
            run("umount", point.toString());
        }
    }

    @Test
    void whatIsMountedAfterThePlanWasMadeIsNeitherSwappedNorRemoved() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("precious"), "precious");
        bench.file("users/point/file", "x");
        BackupId id = bench.backup();
        Path point = bench.data.resolve("users/point");
        bench.files = new LocalSwapFiles(MountTable.ofThisProcess());
        bench.mountInfo = Path.of("/proc/self/mountinfo");
        boolean[] mounted = {false};
        bench.afterSync = () -> {
            try {
                mounted[0] = run("mount", "--bind", other.toString(), point.toString());
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        };
        try {
            ProblemException e = catchThrowableOfType(
                    ProblemException.class, () -> bench.restore(id, RestoreBench.request(false, true)));
            Assumptions.assumeTrue(mounted[0], "may not mount");
            assertThat(e).isNotNull();
            assertThat(e.problem().name()).isEqualTo("mount-point");
            assertThat(point.resolve("precious")).hasContent("precious");
        } finally {
            run("umount", point.toString());
        }
        assertThat(other.resolve("precious")).hasContent("precious");
        assertThat(bench.data.resolve("users/point/file")).hasContent("x");
        assertThat(bench.data.resolve(".relay-restore")).doesNotExist();
    }

    @Test
    void anotherFileSystemIsFoundByItsDevice() throws Exception {
        BackupId id = bench.backup();
        Path point = bench.data.resolve("users/deep");
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "tmpfs", point.toString()), "may not mount");
        try {
            assertThat(refusal(id, RestoreRequest.ALL).path()).isEqualTo("users/deep");
        } finally {
            run("umount", point.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
