package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.repository.FolderRecord.Precision;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.testing.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fifos and devices by way of the original, there and back. What only root may make is left out for others. */
@RequiresTool({"restic", Restic.RECENT, "mknod"})
@Timeout(120)
class ResticSpecialFilesTest {

    @TempDir
    private Path folder;

    private Path make() throws Exception {
        Path live = Files.createDirectory(folder.resolve("live"));
        String script = """
                mkfifo fifo && mkdir below && mkfifo -m 0611 $'below/-p\\xff'
                if ((EUID == 0)); then
                  { mknod -m 0666 null c 1 3 && mknod -m 4755 below/loop b 7 300 && mknod high c 511 1048575; } || rm -f null below/loop
                  chown 12345:54321 fifo
                fi
                touch -d '2026-03-29 00:59:59.987654321Z' fifo below/*
                touch -h -d '1955-03-29 00:59:59.5Z' null high || true
                """;
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(live.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(bash.waitFor()).isZero();
        return live;
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void resticMakesOursAndWeMakeRestics(String program) throws Exception {
        Path live = make();
        Path repository = folder.resolve("repository");
        try (RepositoryStore store = Ours.open(repository, folder.resolve("memory"))) {
            Restic restic = new Restic(program, repository, Ours.PASSWORD);
            List<String> expected = FolderRecord.of(live, Precision.EXACT);
            assertThat(expected).hasSizeGreaterThanOrEqualTo(3);

            Ours.backUp(store, BackupMaker.id(1), live, null);
            restic.run("restore", "latest", "--target", folder.resolve("theirs").toString());
            Files.delete(folder.resolve("theirs/backup-manifest.json"));
            assertThat(FolderRecord.of(folder.resolve("theirs"), Precision.EXACT))
                    .isEqualTo(expected);

            restic.at(live).run("backup", ".");
            BackupId made = store.list().stream()
                    .filter(backup -> backup.external())
                    .findFirst()
                    .orElseThrow()
                    .id();
            List<TreeProblem> notices = new CopyOnWriteArrayList<>();
            Ours.restore(store, made, folder.resolve("ours"), notices::add);
            assertThat(notices).isEmpty();
            assertThat(FolderRecord.of(folder.resolve("ours"), Precision.EXACT)).isEqualTo(expected);
        }
    }
}
