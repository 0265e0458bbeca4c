package io.relaybackup.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** All that was done to a disk, and what was on it before, which is on stable storage. Never changes. */
public final class Recording {

    private final Disk first;
    private final List<Op> ops;

    Recording(Disk first, List<Op> ops) {
        this.first = first;
        this.ops = List.copyOf(ops);
    }

    Disk first() {
        return first;
    }

    List<Op> ops() {
        return ops;
    }

    /** Where the steps are whose description pleases, in their order. */
    public List<Integer> find(Predicate<String> description) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (description.test(ops.get(i).toString())) {
                found.add(i);
            }
        }
        return found;
    }

    /** Where something is forced, by its path below what is recorded. */
    public List<Integer> forces(Predicate<String> path) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i) instanceof Op.Force force && path.test(force.where())) {
                found.add(i);
            }
        }
        return found;
    }

    /** What a step is. */
    public String describe(int step) {
        return ops.get(step).toString();
    }

    /** What a product would have done that forgets some steps. */
    public Recording without(List<Integer> steps) {
        List<Op> others = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (!steps.contains(i)) {
                others.add(ops.get(i));
            }
        }
        return new Recording(first, others);
    }

    /** What a product would have done that takes some steps, from the first to the last, before an earlier one. */
    public Recording moved(int from, int last, int before) {
        List<Op> moved = new ArrayList<>(ops);
        List<Op> some = moved.subList(from, last + 1);
        List<Op> taken = List.copyOf(some);
        some.clear();
        moved.addAll(before, taken);
        return new Recording(first, moved);
    }
}
