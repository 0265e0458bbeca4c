package io.relaybackup.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Cuts the power after every step of a recording and has each disk judged that may be left: the extremes of every
 * moment, and of all others a sample that every one of them has the same chance to be in.
 *
 * <p>{@code -Drelay.crash.disks=N} sets how large the sample is, {@code -Drelay.crash.seed=N} which it is.
 */
public final class CrashTrial {

    private static final int DISKS = Integer.getInteger("relay.crash.disks", 120);

    private static final long SEED = Long.getLong("relay.crash.seed", 20_261_123L);

    private static final int SAMPLE_OF_A_POINT = 8;

    private static final Path REPORT = Path.of("target", "crash-report.md");

    private final String operation;
    private final Scratch scratch;
    private final Judge judge;
    private final int mostFailures;
    private final int most;

    private CrashTrial(String operation, Scratch scratch, Judge judge, int mostFailures, int most) {
        this.operation = operation;
        this.scratch = scratch;
        this.judge = judge;
        this.mostFailures = mostFailures;
        this.most = most;
    }

    /** Starts the product on a disk, and throws when it does not keep what it has told. */
    public interface Judge {

        /**
         * Judges a disk, which is its own.
         *
         * @param told the marks until the power was cut, oldest first
         */
        void judge(Path disk, List<String> told) throws Exception;
    }

    /** Looks for some failures, to tell of. */
    public static CrashTrial of(String operation, Scratch scratch, Judge judge) {
        return new CrashTrial(operation, scratch, judge, 5, DISKS);
    }

    /** Of a part of another trial, of which nobody is told. */
    public static CrashTrial quiet(Scratch scratch, Judge judge) {
        return new CrashTrial("", scratch, judge, 1, DISKS);
    }

    /** Looks for one failure, which there should be. */
    public CrashTrial untilFirstFailure() {
        return new CrashTrial("mutation: " + operation, scratch, judge, 1, 10 * DISKS);
    }

    /** With another size of the sample. */
    public CrashTrial trying(int disks) {
        return new CrashTrial(operation, scratch, judge, mostFailures, disks);
    }

    /** A disk that may be left. */
    private record Candidate(int point, String op, List<String> told, Disk disk) {

        @Override
        public String toString() {
            return "power cut after step " + point + " (" + op + "), told " + told;
        }
    }

    /** Collects the disks, each once. */
    private final class Collection {

        private final Random random = new Random(SEED);
        private final Set<String> seen = new HashSet<>();
        private final List<Candidate> extremes = new ArrayList<>();
        private final List<Candidate> sample = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private long others;
        private int points;

        private Collection(Recording recording) {
            CrashState state = new CrashState(recording.first());
            look(state, "nothing");
            for (Op op : recording.ops()) {
                state.apply(op);
                if (op instanceof Op.Mark mark) {
                    told.add(mark.text());
                }
                look(state, op.toString());
            }
        }

        private void look(CrashState state, String op) {
            int point = points++;
            List<String> now = List.copyOf(told);
            new Variants(state, random, SAMPLE_OF_A_POINT, (disk, weight) -> {
                        if (seen.add(now.size() + disk.digest())) {
                            take(new Candidate(point, op, now, disk), weight);
                        }
                    })
                    .run();
        }

        private void take(Candidate candidate, Variants.Weight weight) {
            if (weight == Variants.Weight.EXTREME) {
                extremes.add(candidate);
                return;
            }
            others++;
            if (sample.size() < most) {
                sample.add(candidate);
                return;
            }
            long place = (long) (random.nextDouble() * others);
            if (place < most) {
                sample.set((int) place, candidate);
            }
        }
    }

    public CrashReport run(Recording recording) throws IOException {
        Collection collection = new Collection(recording);
        List<Candidate> all = new ArrayList<>(collection.extremes);
        all.addAll(collection.sample);
        if (mostFailures == 1) {
            // Whoever looks for a failure finds it sooner by chance.
            Collections.shuffle(all, new Random(SEED));
        }
        List<String> failures = new ArrayList<>();
        int tried = 0;
        for (Candidate each : all) {
            tried++;
            String failure = failure(each);
            if (failure != null) {
                failures.add(failure);
                if (failures.size() == mostFailures) {
                    break;
                }
            }
        }
        CrashReport report =
                new CrashReport(operation, collection.points, collection.seen.size(), tried, SEED, failures);
        if (!operation.isEmpty()) {
            tell(report);
        }
        return report;
    }

    private @Nullable String failure(Candidate candidate) throws IOException {
        Path disk = scratch.directory("disk");
        try {
            candidate.disk().writeTo(disk);
            judge.judge(disk, candidate.told());
            return null;
        } catch (Exception | AssertionError e) {
            return candidate + ": " + e;
        } finally {
            FileSystemUtils.deleteRecursively(disk);
        }
    }

    /** Adds a line to the report. */
    public static synchronized void tell(CrashReport report) {
        try {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, report.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(report.line() + " seed " + report.seed());
    }
}
