package io.relaybackup.benchmark;

import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Times repositories beside restic 0.18, in turns on one file system with the same data and both programs' usual
 * compression, and prints medians and ratios, also where they fall short of the goal. Judges nothing. Takes the
 * settings of {@link BackupBenchmark}.
 *
 * <p><i>Warm</i> is a process that has the repository open and has worked before, as a service does, with
 * {@code -Xmx512m}; <i>cold</i> is the whole life of a process, with the start of its JVM, as restic's times are. Our
 * backups end when they are durable.
 */
@RequiresTool({"restic-0.18", "sync", "du"})
class RepositoryBenchmark {

    private static final double SCALE = Double.parseDouble(System.getProperty("relay.benchmark.scale", "1"));

    private static final int ROUNDS = Integer.getInteger("relay.benchmark.rounds", 3);

    /** After so many rounds the JIT has compiled what is compiled in a service that has run for some days. */
    private static final int WARM_UP = 4;

    /** What the image starts the service with, and the heap's limit. */
    static final String JVM = System.getProperty(
            "relay.benchmark.jvm",
            "-Xmx512m -Xms32m -XX:+UseSerialGC -XX:MaxNewSize=32m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20");

    private static final double MEMORY_GOAL = 3;

    private static final double SIZE_GOAL = 1.03;

    /** What is timed. */
    private enum Work {
        FIRST("first backup"),
        UNCHANGED("unchanged backup"),
        RESTORE("restore"),
        CHECK("check of all data");

        private final String words;

        Work(String words) {
            this.words = words;
        }

        double goal(DataSet set) {
            return switch (this) {
                case FIRST ->
                    switch (set) {
                        case LEDGER -> 0.40;
                        case RANDOM -> 0.45;
                        case SMALL -> 0.50;
                    };
                case UNCHANGED -> 0.30;
                case RESTORE -> 0.70;
                case CHECK -> 0.80;
            };
        }
    }

    /** One program's figures. */
    private static final class Figures {

        private final Map<Work, Series> times = new EnumMap<>(Work.class);
        private long memoryKib;
        private long bytes;

        private void add(Work work, double millis) {
            times.computeIfAbsent(work, none -> new Series()).add(millis);
        }

        private Series of(Work work) {
            return times.getOrDefault(work, new Series());
        }
    }

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");

    private long files;

    private int cleared;

    static List<DataSet> sets() {
        return BackupBenchmark.sets();
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
        Figures theirs = new Figures();
        Figures warm = new Figures();
        Series durable = new Series();
        Figures cold = new Figures();
        List<String> profiles = new ArrayList<>();
        try (Engine engine = Engine.start(RepositoryProcess.class, JVM)) {
            for (int i = 0; i < WARM_UP; i++) {
                warm(engine, new Figures(), new Series(), profiles);
                profiles.clear();
            }
            for (int round = 0; round < ROUNDS; round++) {
                restic(theirs);
                warm(engine, warm, durable, profiles);
                cold(cold);
            }
        }
        print(set.name() + " in a repository, " + files + " files, scale " + SCALE + ", " + ROUNDS + " rounds");
        for (Work work : Work.values()) {
            print("  " + work.words);
            print("    restic 0.18    " + theirs.of(work));
            ratio("    ours, warm     ", warm.of(work), theirs.of(work), work.goal(set));
            ratio("    ours, cold     ", cold.of(work), theirs.of(work), work.goal(set));
            if (work == Work.RESTORE) {
                ratio("    and durable    ", durable, theirs.of(work), work.goal(set));
            }
        }
        compare("  bytes of the repository", warm.bytes, theirs.bytes, SIZE_GOAL);
        compare("  peak resident KiB, warm", warm.memoryKib, theirs.memoryKib, MEMORY_GOAL);
        compare("  peak resident KiB, cold", cold.memoryKib, theirs.memoryKib, MEMORY_GOAL);
        profiles.forEach(RepositoryBenchmark::print);
    }

    private void warm(Engine engine, Figures figures, Series durable, List<String> profiles)
            throws IOException, InterruptedException {
        boolean last = figures.of(Work.FIRST).size() == ROUNDS - 1;
        if (last) {
            // Of all rounds before: sampling takes memory, too.
            figures.memoryKib = Long.parseLong(engine.ask("memory"));
        }
        engine.ask("open " + folder.resolve("ours") + " " + folder.resolve("memory"));
        profiles(engine, profiles, last, Work.FIRST, () -> figures.add(Work.FIRST, backup(engine, 1, "-", 0)));
        profiles(
                engine,
                profiles,
                last,
                Work.UNCHANGED,
                () -> figures.add(Work.UNCHANGED, backup(engine, 2, "1", files)));
        profiles(engine, profiles, last, Work.RESTORE, () -> {
            String[] times =
                    engine.ask("restore 2 " + folder.resolve("restored")).split(" ");
            figures.add(Work.RESTORE, Double.parseDouble(times[0]));
            durable.add(Double.parseDouble(times[1]));
        });
        compareRestored("restored");
        clear("restored");
        profiles(
                engine,
                profiles,
                last,
                Work.CHECK,
                () -> figures.add(Work.CHECK, Double.parseDouble(engine.ask("check 2"))));
        engine.ask("close");
        figures.bytes = bytes("ours");
        clear("ours");
    }

    /** Something to be timed. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** The last round is sampled as it runs; that costs it little. */
    private static void profiles(Engine engine, List<String> profiles, boolean sampled, Work work, Step step)
            throws IOException, InterruptedException {
        if (!sampled) {
            step.run();
            return;
        }
        engine.ask("profile");
        step.run();
        profiles.add("  profile of " + work.words + ": " + engine.ask("samples"));
    }

    private double backup(Engine engine, int number, String previous, long expectUnchanged) throws IOException {
        String[] answer = engine.ask("backup " + folder.resolve("data") + " " + number + " " + previous)
                .split(" ");
        if (Long.parseLong(answer[1]) != expectUnchanged) {
            throw new IOException(answer[1] + " files were unchanged, not " + expectUnchanged);
        }
        return Double.parseDouble(answer[0]);
    }

    private void cold(Figures figures) throws IOException, InterruptedException {
        figures.add(Work.FIRST, life(figures, engine -> backup(engine, 1, "-", 0)));
        figures.add(Work.UNCHANGED, life(figures, engine -> backup(engine, 2, "1", files)));
        figures.add(Work.RESTORE, life(figures, engine -> engine.ask("restore 2 " + folder.resolve("restored"))));
        clear("restored");
        figures.add(Work.CHECK, life(figures, engine -> engine.ask("check 2")));
        clear("ours");
    }

    /** What a process does. */
    @FunctionalInterface
    private interface Life {
        Object live(Engine engine) throws IOException;
    }

    private double life(Figures figures, Life life) throws IOException {
        long start = System.nanoTime();
        try (Engine engine = Engine.start(RepositoryProcess.class, JVM)) {
            engine.ask("open " + folder.resolve("ours") + " " + folder.resolve("memory"));
            life.live(engine);
            figures.memoryKib = Math.max(figures.memoryKib, Long.parseLong(engine.ask("memory")));
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private void restic(Figures figures) throws IOException, InterruptedException {
        restic(figures, "init");
        figures.add(Work.FIRST, restic(figures, "backup", "data"));
        figures.add(Work.UNCHANGED, restic(figures, "backup", "data"));
        figures.add(Work.RESTORE, restic(figures, "restore", "latest", "--target", "restored"));
        compareRestored("restored/data");
        clear("restored");
        figures.add(Work.CHECK, restic(figures, "check", "--read-data"));
        figures.bytes = bytes("theirs");
        clear("theirs cache");
    }

    private double restic(Figures figures, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("restic-0.18", "-q", "-r", "theirs", "--cache-dir", "cache"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("RESTIC_PASSWORD", RepositoryProcess.PASSWORD);
        long start = System.nanoTime();
        Process process = builder.start();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            figures.memoryKib = Math.max(figures.memoryKib, PeakMemory.of(process));
        }
        double millis = (System.nanoTime() - start) / 1e6;
        if (process.exitValue() != 0) {
            throw new IOException(command + " ended with " + process.exitValue());
        }
        return millis;
    }

    private static void ratio(String what, Series ours, Series theirs, double goal) {
        print(what + ours + judged(ours.median() / theirs.median(), goal));
    }

    private static void compare(String what, long ours, long theirs, double goal) {
        print(what + ": " + ours + ", restic " + theirs + judged((double) ours / theirs, goal));
    }

    private static String judged(double ratio, double goal) {
        return String.format(Locale.ROOT, "  %.2fx, goal %.2fx: %s", ratio, goal, ratio <= goal ? "met" : "NOT met");
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private void compareRestored(String name) throws IOException, InterruptedException {
        sh("diff -r data " + name);
    }

    private long bytes(String name) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(folder.resolve(name))) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(path);
            }
        }
        return bytes;
    }

    /**
     * Puts away what is not needed any more. It is not deleted before the end: ext4 is slow to make files for minutes
     * after many were deleted, whoever makes them.
     */
    private void clear(String names) throws IOException, InterruptedException {
        cleared++;
        sh("mkdir -p done/" + cleared + " && mv " + names + " done/" + cleared + " && sync -f .");
    }

    private void sh(String script) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("exit " + exit + " of: " + script);
        }
    }
}
