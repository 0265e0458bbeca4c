package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory on a disk that fails when it is told to, and otherwise does what a disk does. */
public final class FaultyDisk implements Watch {

    private final Path directory;
    private final WatchedFileSystem system;
    private final Map<Fault, Integer> calls = new EnumMap<>(Fault.class);
    private final Set<Path> struck = new LinkedHashSet<>();
    private @Nullable Fault fault;
    private int failing;
    private boolean forEver;
    private @Nullable String first;

    private FaultyDisk(Path directory) {
        this.directory = directory;
        this.system = new WatchedFileSystem(directory.getFileSystem(), this);
    }

    public static FaultyDisk of(Path directory) throws IOException {
        return new FaultyDisk(directory.toRealPath());
    }

    /** The directory, by a path below which faults come. */
    public Path root() {
        return system.wrap(directory);
    }

    /** Counts from now on. */
    synchronized void count() {
        calls.clear();
    }

    /** How many calls there were since at which a fault can come. */
    synchronized int counted(Fault some) {
        return calls.getOrDefault(some, 0);
    }

    /**
     * Fails from now on.
     *
     * @param call the how manieth of those at which the fault can come
     * @param always whether all such calls after it fail, too
     */
    public synchronized void breakAt(Fault which, int call, boolean always) {
        calls.clear();
        struck.clear();
        first = null;
        fault = which;
        failing = call;
        forEver = always;
    }

    /** Ends all faults; returns the places where there were some. */
    public synchronized Set<Path> mend() {
        fault = null;
        return Set.copyOf(struck);
    }

    /** What failed first, in words. */
    synchronized @Nullable String first() {
        return first;
    }

    @Override
    public synchronized void before(Call call, Path path, String shown) throws IOException {
        if (!path.startsWith(directory)) {
            return;
        }
        for (Fault each : Fault.values()) {
            if (each.canComeAt(call)) {
                calls.merge(each, 1, Integer::sum);
            }
        }
        Fault now = fault;
        if (now != null && now != Fault.SHORT_READ && now.canComeAt(call) && strikes(now, call, path)) {
            throw now.at(call, shown);
        }
    }

    @Override
    public synchronized int most(Path path, int wanted) {
        boolean isShort = fault == Fault.SHORT_READ
                && wanted > 1
                && path.startsWith(directory)
                && strikes(Fault.SHORT_READ, Call.READ, path);
        return isShort ? (wanted + 2) / 3 : wanted;
    }

    private boolean strikes(Fault now, Call call, Path path) {
        int number = calls.getOrDefault(now, 0);
        if (number != failing && !(forEver && number > failing)) {
            return false;
        }
        struck.add(path);
        if (first == null) {
            first = call + " " + directory.relativize(path);
        }
        return true;
    }
}
