package io.relaybackup.endurance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients of a service that is killed were told, and what they asked for without hearing how it ended. */
final class Ledger {

    private final List<String> made = new ArrayList<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Set<String> purged = new HashSet<>();
    private final Set<Integer> possible = new HashSet<>();
    private int before;

    Ledger(int generation) {
        written(generation);
    }

    /** A backup that was reported as whole in every store. */
    synchronized void made(String id) {
        made.add(id);
        if (possible.size() == 1) {
            generations.put(id, possible.iterator().next());
        }
    }

    /** Those that must be there, in a list or in a trash, oldest first. */
    synchronized List<String> expected() {
        List<String> expected = new ArrayList<>(made);
        expected.removeAll(purged);
        return expected;
    }

    /** Those whose generation is known, of the newest so many. */
    synchronized List<String> restorable(int newest) {
        List<String> expected = expected();
        return expected.subList(Math.max(0, expected.size() - newest), expected.size()).stream()
                .filter(generations::containsKey)
                .toList();
    }

    /** Somebody asks for the end of a backup, which may come before an answer does. */
    synchronized void purging(String id) {
        purged.add(id);
    }

    /** Somebody asks for a restore: the data is of either generation now. */
    synchronized void restoring(String id) {
        possible.add(generation(id));
    }

    /** It was reported as done. */
    synchronized void restored(String id) {
        written(generation(id));
    }

    /** It was refused, or failed and left all as it was. */
    synchronized void notRestored() {
        written(before);
    }

    /** What is in the data directory when nobody works there. */
    synchronized void found(int generation) {
        if (!possible.contains(generation)) {
            throw new AssertionError("generation " + generation + " where only " + possible + " may be");
        }
        written(generation);
    }

    /** The application wrote another generation, or it is known which one is there. */
    synchronized void written(int generation) {
        possible.clear();
        possible.add(generation);
        before = generation;
    }

    /** Of a backup; -1 when nobody knows. */
    synchronized int generation(String id) {
        return generations.getOrDefault(id, -1);
    }

    synchronized int count() {
        return made.size();
    }
}
