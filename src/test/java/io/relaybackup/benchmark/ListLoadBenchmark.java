package io.relaybackup.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what {@link ListLoad} measures. Judges nothing: a busy machine must not fail a build. */
class ListLoadBenchmark {

    @TempDir
    private Path folder;

    @Test
    void listsWhileABackupRuns() throws IOException, InterruptedException {
        System.out.println(new ListLoad(folder).run() + ", goal p99 below 100 ms");
    }
}
