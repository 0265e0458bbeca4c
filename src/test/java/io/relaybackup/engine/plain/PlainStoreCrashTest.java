package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recording;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of everything that a plain store does. */
class PlainStoreCrashTest {

    private CrashingStore crashing;

    @BeforeEach
    void make() throws IOException {
        crashing = new CrashingStore();
    }

    @AfterEach
    void close() throws IOException {
        crashing.close();
    }

    private void assertSurvives(String operation, Recording recording) throws IOException {
        CrashReport report =
                CrashTrial.of(operation, crashing.scratch(), crashing).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void theFirstBackup() throws IOException {
        assertSurvives("plain: first backup", crashing.record(crashing::backUp));
    }

    @Test
    void backup() throws IOException {
        assertSurvives("plain: backup", recordBackup());
    }

    private Recording recordBackup() throws IOException {
        crashing.before(crashing::backUp);
        crashing.write(2);
        return crashing.record(crashing::backUp);
    }

    @Test
    void delete() throws IOException {
        assertSurvives("plain: delete", recordDelete());
    }

    private Recording recordDelete() throws IOException {
        crashing.before(store -> {
            crashing.backUp(store);
            crashing.write(2);
            crashing.backUp(store);
            crashing.write(3);
            crashing.backUp(store);
        });
        return crashing.record((store, recorder) -> {
            crashing.remove(store, 1, recorder);
            crashing.remove(store, 2, recorder);
        });
    }
}
