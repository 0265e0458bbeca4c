package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of a restore of the data directory, and of the recovery from that. */
class RestoreCrashTest {

    private static final String RESTORED = "restored";

    /** How many disks lie between two on which the power is cut in the recovery, too. */
    private static final int BETWEEN = 40;

    private Scratch scratch;
    private Path disk;
    private BackupId id;
    private Map<String, String> before = Map.of();
    private Map<String, String> after = Map.of();
    private int judged;

    @BeforeEach
    void layOut() throws IOException {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        try (RestoreBench bench = bench(disk)) {
            bench.file("chain/blocks", "one\n");
            bench.file("users/users.json", "[1]");
            bench.file("users/deep/er/profile", "profile");
            bench.file("config.json", "{}");
            bench.file("gone-since/file", "comes back");
            id = bench.backup();
            bench.file("chain/blocks", "one\ntwo\n");
            bench.file("users/users.json", "[1,2]");
            bench.file("users/session.tmp", "kept");
            bench.file("stray/file", "stray");
            Files.delete(bench.data.resolve("gone-since/file"));
            Files.delete(bench.data.resolve("gone-since"));
        }
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    private static RestoreBench bench(Path disk) throws IOException {
        return RestoreBench.onDisk(disk, Durability.fastest(2));
    }

    private Recording record() throws Exception {
        before = look(disk);
        Recorder recorder = Recorder.of(disk);
        try (RestoreBench bench = bench(recorder.root())) {
            bench.made = 1;
            bench.restore(id, RestoreRequest.ALL);
            recorder.mark(RESTORED);
            bench.recovery().forget(SwapScene.OPERATION);
        }
        after = look(disk);
        assertThat(after).isNotEqualTo(before);
        return recorder.recording();
    }

    /** All but the times of directories, which change with what is made in them. */
    static Map<String, String> look(Path disk) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        Snapshot.of(disk.resolve("data"))
                .forEach((path, line) -> lines.put(
                        path, line.startsWith("directory") ? line.substring(0, line.lastIndexOf(' ')) : line));
        return lines;
    }

    private static RestoreRecovery recovery(Path disk) {
        return new RestoreRecovery(
                disk.resolve("data"), new LocalSwapFiles(new MountTable(disk.resolve("no-mountinfo"))));
    }

    private void judge(Path crashed, List<String> told) throws Exception {
        if (judged++ % BETWEEN == BETWEEN - 1) {
            recoverAndCutAgain(crashed, told);
        }
        judgeOnce(crashed, told);
    }

    /** The power is cut again while the start recovers from the first cut. */
    private void recoverAndCutAgain(Path crashed, List<String> told) throws IOException {
        Recorder recorder = Recorder.of(crashed);
        recovery(recorder.root()).recover();
        recovery(recorder.root()).forget(SwapScene.OPERATION);
        try (Scratch again = Scratch.make()) {
            CrashReport report = CrashTrial.quiet(again, (disk, none) -> judgeOnce(disk, told))
                    .trying(20)
                    .run(recorder.recording());
            assertThat(report.failures()).as("a second cut").isEmpty();
        }
    }

    private void judgeOnce(Path crashed, List<String> told) throws Exception {
        recovery(crashed).recover();
        Map<String, String> now = look(crashed);
        if (told.contains(RESTORED)) {
            assertThat(now).isEqualTo(after);
        } else {
            assertThat(now).isIn(before, after);
        }
        recovery(crashed).forget(SwapScene.OPERATION);
        assertThat(look(crashed)).isEqualTo(now);
        assertThat(crashed.resolve("data").resolve(Source.RESERVED)).doesNotExist();
        try (RestoreBench bench = bench(crashed)) {
            bench.durability = place -> {};
            bench.made = 10;
            assertThat(bench.store.residue()).isEmpty();
            bench.restore(id, RestoreRequest.ALL);
            assertThat(look(crashed)).isEqualTo(after);
            bench.recovery().forget(SwapScene.OPERATION);
        }
        assertThat(crashed.resolve("data").resolve(Source.RESERVED)).doesNotExist();
    }

    @Test
    void theDataDirectoryIsWhollyOldOrWhollyNew() throws Exception {
        Recording recording = record();
        CrashReport report =
                CrashTrial.of("restore in place", scratch, this::judge).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    private void assertNoticed(String mutation, Recording wrong) throws Exception {
        CrashReport report = CrashTrial.of("restore: " + mutation, scratch, this::judgeOnce)
                .untilFirstFailure()
                .run(wrong);
        assertThat(report.failures()).as(mutation).isNotEmpty();
    }

    @Test
    void aForgottenForceIsNoticed() throws Exception {
        Recording right = record();
        Map<String, String> forces = new TreeMap<>(Map.of(
                "what is staged is not forced", "data/.relay-restore/new(/.*)?",
                "the journal's content is not forced", "data/.relay-restore/journal.json.new",
                "the journal's name is not forced", "data/.relay-restore",
                "what is put aside is not forced", "data/.relay-restore/old",
                "the data directory is not forced", "data"));
        for (Map.Entry<String, String> each : forces.entrySet()) {
            assertNoticed(each.getKey(), right.without(right.forces(path -> path.matches(each.getValue()))));
        }
    }

    @Test
    void aRenameBeforeTheJournalThatAnnouncesItIsNoticed() throws Exception {
        Recording right = record();
        List<Integer> aside = right.find(step -> step.matches("Rename.* to=\\d+/0, .*"));
        int journal = right.forces(path -> path.endsWith("journal.json.new")).get(0);
        assertNoticed("the first rename comes before the journal", right.moved(aside.get(0), aside.get(0), journal));
    }

    @Test
    void theCommitMarkBeforeTheRenamesAreForcedIsNoticed() throws Exception {
        Recording right = record();
        List<Integer> journals = right.forces(path -> path.endsWith("journal.json.new"));
        int mark = journals.get(1);
        int forced =
                right.forces(path -> path.equals("data/.relay-restore/old")).get(0);
        assertNoticed("the commit mark comes before the renames are forced", right.moved(mark - 2, mark + 2, forced));
    }
}
