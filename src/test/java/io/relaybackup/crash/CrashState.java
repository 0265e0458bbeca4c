package io.relaybackup.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is surely on the disk after some steps, and what may be.
 *
 * <p>A change of names stays when the directory in which the name is made or removed was forced since. Until then it
 * may be undone, and a later one may be there without it, unless both are of the same name: of that, and of a rename's
 * two, the journal keeps the order. What was forced in a directory that no forced name leads to is not there.
 */
final class CrashState {

    private final Map<Integer, Map<Path, Integer>> names;

    private final Map<Integer, PendingFile> files = new TreeMap<>();

    private final List<Op.Naming> pending = new ArrayList<>();

    CrashState(Disk first) {
        names = new HashMap<>(first.names());
        first.nodes().forEach((number, node) -> files.put(number, new PendingFile(node)));
    }

    void apply(Op op) {
        if (op instanceof Op.Naming naming) {
            if (naming instanceof Op.Create create) {
                create(create);
            }
            pending.add(naming);
        } else if (op instanceof Op.Change change) {
            file(change.inode()).add(change);
        } else if (op instanceof Op.Force force) {
            force(force.inode());
        }
    }

    private void create(Op.Create create) {
        files.put(
                create.inode(),
                new PendingFile(new Disk.Node(create.kind(), Content.EMPTY, create.attributes(), create.target())));
        if (create.kind() == Kind.DIRECTORY) {
            names.put(create.inode(), new TreeMap<>());
        }
    }

    private PendingFile file(int number) {
        PendingFile file = files.get(number);
        if (file == null) {
            throw new IllegalStateException("no inode " + number);
        }
        return file;
    }

    private void force(int number) {
        file(number).force();
        if (file(number).kind() != Kind.DIRECTORY) {
            return;
        }
        BitSet forced = new BitSet();
        for (int i = 0; i < pending.size(); i++) {
            forced.set(i, pending.get(i).directory() == number);
        }
        close(forced);
        apply(forced, names);
        List<Op.Naming> left = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            if (!forced.get(i)) {
                left.add(pending.get(i));
            }
        }
        pending.clear();
        pending.addAll(left);
    }

    /** What is there as long as the power is not cut. */
    Disk everything() {
        BitSet all = new BitSet();
        all.set(0, pending.size());
        return disk(all, Map.of());
    }

    /** How many changes of names may be undone. */
    int pendingNames() {
        return pending.size();
    }

    /** The inodes that may be in more than one state. */
    List<Integer> pendingFiles() {
        List<Integer> numbers = new ArrayList<>();
        files.forEach((number, file) -> {
            if (file.isPending()) {
                numbers.add(number);
            }
        });
        return numbers;
    }

    List<Disk.Node> outcomes(int file) {
        return file(file).outcomes();
    }

    /** Adds to some changes of names those that were before them on the same names. */
    void close(BitSet chosen) {
        Set<Slot> touched = new HashSet<>();
        for (int i = pending.size() - 1; i >= 0; i--) {
            Op.Naming op = pending.get(i);
            if (chosen.get(i) || op.slots().stream().anyMatch(touched::contains)) {
                chosen.set(i);
                touched.addAll(op.slots());
            }
        }
    }

    /** Takes from some changes of names those that were after one that is not among them on the same names. */
    void closeWithout(BitSet chosen) {
        Set<Slot> touched = new HashSet<>();
        for (int i = 0; i < pending.size(); i++) {
            Op.Naming op = pending.get(i);
            if (!chosen.get(i) || op.slots().stream().anyMatch(touched::contains)) {
                chosen.clear(i);
                touched.addAll(op.slots());
            }
        }
    }

    /**
     * A disk that may be.
     *
     * @param chosen changes of names that are there, closed
     * @param outcomes of the {@link #pendingFiles}, by number
     */
    Disk disk(BitSet chosen, Map<Integer, Disk.Node> outcomes) {
        Map<Integer, Map<Path, Integer>> there = new HashMap<>(names);
        apply(chosen, there);
        Map<Integer, Disk.Node> nodes = new HashMap<>();
        files.forEach((number, file) -> {
            Disk.Node outcome = outcomes.get(number);
            nodes.put(number, outcome == null ? file.outcomes().get(0) : outcome);
        });
        return new Disk(there, nodes);
    }

    private void apply(BitSet chosen, Map<Integer, Map<Path, Integer>> there) {
        Set<Integer> own = new HashSet<>();
        for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
            Op.Naming op = pending.get(i);
            if (op instanceof Op.Create create) {
                children(there, own, create.slot()).put(create.slot().name(), create.inode());
            } else if (op instanceof Op.Link link) {
                children(there, own, link.slot()).put(link.slot().name(), link.inode());
            } else if (op instanceof Op.Remove remove) {
                children(there, own, remove.slot()).remove(remove.slot().name());
            } else if (op instanceof Op.Rename rename) {
                children(there, own, rename.from()).remove(rename.from().name());
                children(there, own, rename.to()).put(rename.to().name(), rename.inode());
            }
        }
    }

    /** A copy, the first time. */
    private static Map<Path, Integer> children(Map<Integer, Map<Path, Integer>> there, Set<Integer> own, Slot slot) {
        Map<Path, Integer> children = there.get(slot.directory());
        if (children == null) {
            throw new IllegalStateException("no directory " + slot.directory());
        }
        if (own.add(slot.directory())) {
            children = new TreeMap<>(children);
            there.put(slot.directory(), children);
        }
        return children;
    }
}
