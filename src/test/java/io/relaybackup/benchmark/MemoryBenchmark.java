package io.relaybackup.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a source of a million files takes in a process with {@code -Xmx512m}, and by arithmetic one of 100 GiB;
 * {@code IndexMemoryBenchmark} measures what a blob takes in the index. {@code -Drelay.benchmark.files} makes it fewer.
 */
class MemoryBenchmark {

    private static final int FILES = Integer.getInteger("relay.benchmark.files", 1_000_000);

    private static final long GIB = 1L << 30;

    private static final double MIB = 1 << 20;

    /** Of a chunk, on average, in bytes: the shortest, and 1 MiB more. */
    private static final double CHUNK = 1.5 * MIB;

    /** What the issue allows a blob in the index, in bytes. */
    private static final int BLOB = 64;

    @TempDir
    private Path folder;

    @Test
    void millionFiles() throws IOException {
        String place = System.getProperty("relay.benchmark.folder");
        Path repository = place == null ? folder : Files.createTempDirectory(Path.of(place), "memory");
        try (Engine engine = Engine.start(RepositoryProcess.class, RepositoryBenchmark.JVM)) {
            engine.ask("open " + repository.resolve("ours") + " " + repository.resolve("memory"));
            print("%d files, with %s", FILES, RepositoryBenchmark.JVM);
            print("  first backup           %s", millis(engine.ask("many " + FILES + " 1 -")));
            print("  peak resident so far   %s KiB", engine.ask("memory"));
            String second = engine.ask("many " + FILES + " 2 1");
            print("  unchanged backup       %s, %s files unchanged", millis(second), second.split(" ")[1]);
            print("  check of all data      %s", millis(engine.ask("check 2")));
            print("  peak resident          %s KiB", engine.ask("memory"));
            engine.ask("close");
        }
        double blobs = 100 * GIB / CHUNK;
        print(
                "100 GiB in large files: %.0f blobs of %.1f MiB on average, at most %.1f MiB in the index; all else does"
                        + " not grow with the source",
                blobs, CHUNK / MIB, blobs * BLOB / MIB);
    }

    private static String millis(String answer) {
        return answer.split(" ")[0] + " ms";
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
