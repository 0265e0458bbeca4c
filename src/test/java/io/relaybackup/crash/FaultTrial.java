package io.relaybackup.crash;

import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.problem.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Has a service do something again and again on a disk that fails: each kind of fault, at one call after the other,
 * once and from then on for ever. Where there are many calls, at the first, the last and a sample of the others.
 *
 * <p>{@code -Drelay.faults=N} sets how many calls of each kind are tried, 0 all; {@code -Drelay.faults.seed=N} which.
 */
public final class FaultTrial {

    private static final int CALLS = Integer.getInteger("relay.faults", 4);

    private static final long SEED = Long.getLong("relay.faults.seed", 20_261_123L);

    private static final int MOST_FAILURES = 8;

    private static final Path REPORT = Path.of("target", "fault-report.md");

    private final String operation;
    private final Scratch scratch;
    private final Disk disk;
    private final Start start;
    private final Map<Fault, Integer> tried = new EnumMap<>(Fault.class);
    private final List<String> failures = new ArrayList<>();
    private final Random random = new Random(SEED);
    private int most = CALLS;

    private FaultTrial(String operation, Scratch scratch, Disk disk, Start start) {
        this.operation = operation;
        this.scratch = scratch;
        this.disk = disk;
        this.start = start;
    }

    /**
     * A trial that begins each time with what a directory holds now.
     *
     * @param start starts the service, on a disk that works
     */
    public static FaultTrial of(String operation, Scratch scratch, Path directory, Start start) throws IOException {
        return new FaultTrial(operation, scratch, Disk.read(directory.toRealPath(), new HashMap<>()), start);
    }

    /** At each call, whatever the setting says: where a run makes few. */
    public FaultTrial atEveryCall() {
        most = 0;
        return this;
    }

    public interface Start {
        Service on(Path disk) throws Exception;
    }

    /** A service that does one thing. */
    public interface Service extends Closeable {

        /** Does it; the disk fails meanwhile. */
        void work() throws Exception;

        /** Requires that all is well, and that it can be done now. The disk has stopped failing. */
        void judge(@Nullable Exception failure) throws Exception;
    }

    /** Tries all, and says so in the report. */
    public FaultReport run() throws Exception {
        Map<Fault, Integer> calls = countCalls();
        for (Fault fault : Fault.values()) {
            for (int call : sample(calls.getOrDefault(fault, 0))) {
                tryOne(fault, call, false);
                tryOne(fault, call, true);
            }
        }
        FaultReport report = new FaultReport(operation, calls, tried, failures);
        tell(report);
        return report;
    }

    private Map<Fault, Integer> countCalls() throws Exception {
        Path place = scratch.directory("disk");
        disk.writeTo(place);
        FaultyDisk faulty = FaultyDisk.of(place);
        Map<Fault, Integer> calls = new EnumMap<>(Fault.class);
        try (Service service = start.on(faulty.root())) {
            faulty.count();
            service.work();
            for (Fault each : Fault.values()) {
                calls.put(each, faulty.counted(each));
            }
            service.judge(null);
        } finally {
            FileSystemUtils.deleteRecursively(place);
        }
        return calls;
    }

    private Set<Integer> sample(int calls) {
        Set<Integer> some = new TreeSet<>();
        if (most == 0 || calls <= most) {
            for (int call = 1; call <= calls; call++) {
                some.add(call);
            }
            return some;
        }
        some.add(1);
        some.add(calls);
        while (some.size() < most) {
            some.add(1 + random.nextInt(calls));
        }
        return some;
    }

    private void tryOne(Fault fault, int call, boolean forEver) throws Exception {
        if (failures.size() >= MOST_FAILURES) {
            return;
        }
        Path place = scratch.directory("disk");
        String first = null;
        Exception failure = null;
        try {
            disk.writeTo(place);
            FaultyDisk faulty = FaultyDisk.of(place);
            try (Service service = start.on(faulty.root())) {
                faulty.breakAt(fault, call, forEver);
                failure = work(service);
                Set<Path> struck = faulty.mend();
                first = faulty.first();
                if (failure != null) {
                    requireTold(failure, fault, struck);
                }
                service.judge(failure);
            }
            tried.merge(fault, 1, Integer::sum);
        } catch (Exception | AssertionError e) {
            failures.add("%s at call %d%s (%s), told %s: %s"
                    .formatted(fault, call, forEver ? " and for ever" : "", first, failure, described(e)));
        } finally {
            FileSystemUtils.deleteRecursively(place);
        }
    }

    private static @Nullable Exception work(Service service) {
        try {
            service.work();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    /** That the failure names the fault and a file where it was. */
    private static void requireTold(Exception failure, Fault fault, Set<Path> struck) {
        String code;
        String path;
        if (failure instanceof ProblemException p) {
            code = p.problem().code();
            path = p.problem().path();
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            code = ErrorCode.find(failure);
            path = FailedFile.path(failure);
        } else {
            throw new AssertionError("not foreseen", failure);
        }
        if (!fault.name().equals(code)) {
            throw new AssertionError("without its code: " + code, failure);
        }
        if (path == null || struck.stream().noneMatch(place -> path.equals(".") || place.endsWith(path))) {
            throw new AssertionError("without its path: " + path, failure);
        }
    }

    private static String described(Throwable e) {
        StringBuilder text = new StringBuilder(e.toString());
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        int lines = 0;
        for (StackTraceElement each : deepest.getStackTrace()) {
            if (++lines < 40
                    && text.length() < 900
                    && each.getClassName().startsWith("io.relaybackup")
                    && !each.getClassName().contains(".crash.")) {
                text.append("\n    at ").append(each);
            }
        }
        return text.toString();
    }

    private static synchronized void tell(FaultReport report) {
        try {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, report.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(report.line() + " seed " + SEED);
    }
}
