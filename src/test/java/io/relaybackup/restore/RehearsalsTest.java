package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores for practice: whole, compared, and gone afterwards. */
class RehearsalsTest {

    @TempDir
    Path folder;

    private RestoreBench bench;
    private BackupId id;
    private Path scratch;
    private Map<String, String> live;

    @BeforeEach
    void layOut() throws IOException {
        bench = new RestoreBench(folder);
        scratch = Files.createDirectory(folder.resolve("scratch"));
        bench.file("chain/blocks", "one\n");
        bench.file("users/users.json", "[1]");
        Files.createLink(bench.data.resolve("users/second"), bench.data.resolve("users/users.json"));
        Files.createSymbolicLink(bench.data.resolve("users/link"), Path.of("../chain"));
        id = bench.backup();
        live = Snapshot.of(bench.data);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
        assertThat(Snapshot.of(bench.data)).isEqualTo(live);
    }

    private Rehearsal rehearse() throws IOException {
        return bench.rehearsals().restore(bench.stores.first(), id, scratch, new FakeOperation());
    }

    @Test
    void allComesBackAsItWasAndIsGoneAfterwards() throws Exception {
        try (Rehearsal rehearsal = rehearse()) {
            assertThat(Snapshot.of(rehearsal.directory())).isEqualTo(live);
            assertThat(rehearsal.files()).isEqualTo(3);
            assertThat(rehearsal.bytes()).as("hard links once").isEqualTo(7);
            assertThat(rehearsal.took()).isPositive();

            Comparison found = rehearsal.compare(Progress.NONE);

            assertThat(found.count()).as(found.toString()).isZero();
        }
        assertNothingIsLeft();
    }

    @Test
    void everyDeviationIsFoundAndNamed() throws Exception {
        try (Rehearsal rehearsal = rehearse()) {
            Path back = rehearsal.directory();
            Files.writeString(back.resolve("chain/blocks"), "onE\n");
            Files.delete(back.resolve("users/link"));
            Files.createDirectory(back.resolve("stray"));
            Files.setLastModifiedTime(back.resolve("users/second"), FileTime.from(Instant.EPOCH));

            Comparison found = rehearsal.compare(Progress.NONE);

            assertThat(found.deviations())
                    .extracting(d -> d.kind() + " " + d.path())
                    .contains(
                            "CONTENT chain/blocks",
                            "MISSING users/link",
                            "UNEXPECTED stray",
                            "METADATA users/second",
                            "METADATA users/users.json");
            assertThat(found.count()).isEqualTo(found.deviations().size());
        }
        assertNothingIsLeft();
    }

    @Test
    void manyDeviationsAreCountedAndTheFirstAreListed() throws Exception {
        try (Rehearsal rehearsal = rehearse()) {
            for (int i = 0; i < 250; i++) {
                Files.writeString(rehearsal.directory().resolve("stray" + i), "");
            }

            Comparison found = rehearsal.compare(Progress.NONE);

            assertThat(found.count()).isGreaterThanOrEqualTo(250);
            assertThat(found.deviations()).hasSize(Comparison.LISTED);
        }
    }

    @Test
    void withoutSpaceNothingIsWrittenAndItSaysHowMuchIsNeeded() throws Exception {
        bench.space = directory -> 1000;

        Problem problem =
                catchThrowableOfType(ProblemException.class, this::rehearse).problem();

        assertThat(problem.status()).isEqualTo(507);
        assertThat(problem.code()).isEqualTo("ENOSPC");
        assertThat(problem.detail()).containsPattern("needs 1\\d{7} bytes").contains("1000 are free");
        assertNothingIsLeft();
    }

    @Test
    void aDamagedCopyIsToldFromTroubleOfTheScratchDirectory() throws Exception {
        Path stored = folder.resolve("store").resolve(id.value()).resolve("users/second");
        Files.setAttribute(stored, "unix:mode", 0600);
        Files.writeString(stored, "[2]");

        Problem problem =
                catchThrowableOfType(ProblemException.class, this::rehearse).problem();

        assertThat(problem.name()).isEqualTo("backup-damaged");
        assertThat(problem.path()).startsWith("users/");
        assertNothingIsLeft();
    }

    @Test
    void whatTheDiskRefusesLeavesNothing() throws Exception {
        bench.afterSync = () -> {
            throw new java.nio.file.FileSystemException("x", null, "No space left on device");
        };

        assertThatThrownBy(this::rehearse).hasMessageContaining("No space left");

        assertNothingIsLeft();
    }

    @Test
    void cancelledAtAnyMomentItLeavesNothing() throws Exception {
        for (int allowed = 0; ; allowed++) {
            FakeOperation operation = new FakeOperation(allowed);
            try (Rehearsal rehearsal = bench.rehearsals().restore(bench.stores.first(), id, scratch, operation)) {
                Comparison unused = rehearsal.compare(operation);
                assertThat(allowed).isGreaterThan(5);
                break;
            } catch (CancellationException e) {
                assertNothingIsLeft();
            }
        }
        assertNothingIsLeft();
    }
}
