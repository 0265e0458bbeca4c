package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recording;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of everything that a repository does. */
class RepositoryCrashTest {

    private CrashingRepository repository;

    @BeforeEach
    void make() throws IOException {
        repository = new CrashingRepository();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private void assertSurvives(String operation, Recording recording) throws IOException {
        CrashReport report =
                CrashTrial.of(operation, repository.scratch(), repository).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void initAndTheFirstBackup() throws IOException {
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), true)) {
                recorder.mark(CrashingRepository.INITIALIZED);
                repository.backUp(store, recorder);
            }
        });
        assertSurvives("repository: init, first backup", recording);
    }

    @Test
    void backup() throws IOException {
        assertSurvives("repository: backup", recordBackups());
    }

    private Recording recordBackups() throws IOException {
        repository.before(repository::backUp);
        repository.isOld();
        return repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                repository.write(2);
                repository.backUp(store, recorder);
                repository.write(3);
                repository.backUp(store, recorder);
            }
        });
    }
}
