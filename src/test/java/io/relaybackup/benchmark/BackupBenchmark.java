package io.relaybackup.benchmark;

import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Times the engine beside {@code cp -r} with {@code sha256sum} and {@code sync -f}, and beside {@code rsync -a
 * --link-dest}, in turns on one file system, and prints medians and ratios, also where they fall short of the goal.
 * Judges nothing: a busy machine must not fail a build. Run by the profile {@code benchmark};
 * {@code -Drelay.benchmark.scale=0.05} makes a quick run of it, {@code -Drelay.benchmark.rounds} says how often each is
 * timed, {@code -Drelay.benchmark.folder} where, {@code -Drelay.benchmark.set} with which data.
 *
 * <p>The engine's time ends when the backup is durable and visible, its own {@code sync} included. It runs in a process
 * of its own with {@code -Xmx256m}: <i>cold</i> is a first backup of a process, <i>warm</i> one of a process that has
 * made some, as a service has. That rsync is timed without a sync is in its favour.
 */
@RequiresTool({"rsync", "sha256sum", "sync"})
class BackupBenchmark {

    private static final double SCALE = Double.parseDouble(System.getProperty("relay.benchmark.scale", "1"));

    private static final int ROUNDS = Integer.getInteger("relay.benchmark.rounds", 3);

    private static final int WARM_UP = 2;

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");

    private long files;

    /** All, or the one that {@code -Drelay.benchmark.set} names. */
    static List<DataSet> sets() {
        String one = System.getProperty("relay.benchmark.set");
        return one == null ? List.of(DataSet.values()) : List.of(DataSet.valueOf(one));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void compare(DataSet set) throws IOException, InterruptedException {
        String place = System.getProperty("relay.benchmark.folder");
        folder = place == null ? temporary : Files.createTempDirectory(Path.of(place), "benchmark");
        Path data = Files.createDirectory(folder.resolve("data"));
        set.generate(data, SCALE);
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile).count();
        }
        Series copied = new Series();
        Series rsync = new Series();
        Series cold = new Series();
        Series coldSecond = new Series();
        Series warm = new Series();
        Series warmSecond = new Series();
        long memory = 0;
        try (Engine engine = Engine.start()) {
            for (int i = 0; i < WARM_UP; i++) {
                pair(engine, new Series(), new Series());
            }
            for (int round = 0; round < ROUNDS; round++) {
                copied.add(copy());
                rsync.add(rsyncSecond());
                pair(engine, warm, warmSecond);
                try (Engine fresh = Engine.start()) {
                    pair(fresh, cold, coldSecond);
                    memory = Math.max(memory, fresh.peakMemory());
                }
            }
            memory = Math.max(memory, engine.peakMemory());
        }
        print(set.name() + ", " + files + " files, scale " + SCALE + ", " + ROUNDS + " rounds");
        print("  cp -r, sha256sum, sync -f   " + copied);
        ratio("  first backup, warm          ", warm, copied, set.goal());
        ratio("  first backup, cold          ", cold, copied, set.goal());
        print("  rsync -a --link-dest        " + rsync);
        ratio("  unchanged backup, warm      ", warmSecond, rsync, 1.0);
        ratio("  unchanged backup, cold      ", coldSecond, rsync, 1.0);
        print("  peak resident memory        " + memory + " MiB (goal 450)");
    }

    private static void ratio(String what, Series ours, Series theirs, double goal) {
        double ratio = ours.median() / theirs.median();
        print(what
                + ours
                + String.format(
                        Locale.ROOT, "  %.2fx, goal %.1fx: %s", ratio, goal, ratio <= goal ? "met" : "NOT met"));
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private void pair(Engine engine, Series first, Series second) throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        first.add(engine.backup(folder.resolve("data"), store, 1, 0, 0));
        second.add(engine.backup(folder.resolve("data"), store, 2, 1, files));
        clear("store");
    }

    private double copy() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("copy"));
        double millis = time("cp -r data/. copy && (cd copy && find . -type f -print0 | xargs -0 sha256sum"
                + " > ../copy.sha256) && sync -f copy");
        clear("copy");
        return millis;
    }

    private double rsyncSecond() throws IOException, InterruptedException {
        time("mkdir rsync && rsync -a data/ rsync/1/ && sync -f rsync");
        double millis = time("rsync -a --link-dest=../1 data/ rsync/2/");
        clear("rsync");
        return millis;
    }

    private void clear(String name) throws IOException, InterruptedException {
        time("rm -rf " + name + " && sync -f .");
    }

    private double time(String script) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int exit = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("exit " + exit + " of: " + script);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
