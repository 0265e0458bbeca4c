package io.relaybackup.crash;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The disks that a power cut may leave at one moment: all of them where they are few; otherwise the extremes and a
 * sample.
 */
final class Variants {

    /** How much a disk matters. */
    enum Weight {
        /** Everything or nothing of what was not forced. */
        EXTREME,
        OTHER
    }

    private static final int FEW = 64;

    private static final int FEW_NAMES = 6;

    private final CrashState state;
    private final Random random;
    private final int sample;
    private final List<Integer> files;
    private final Map<Integer, List<Disk.Node>> outcomes = new HashMap<>();
    private final Set<BitSet> namings = new LinkedHashSet<>();
    private final BitSet everything = new BitSet();
    private final BiConsumer<Disk, Weight> consumer;

    /** @param sample how many others are taken where there are too many */
    Variants(CrashState state, Random random, int sample, BiConsumer<Disk, Weight> consumer) {
        this.state = state;
        this.random = random;
        this.sample = sample;
        this.files = state.pendingFiles();
        this.consumer = consumer;
        for (int file : files) {
            outcomes.put(file, state.outcomes(file));
        }
        everything.set(0, state.pendingNames());
    }

    void run() {
        tell(everything, every(0), Weight.EXTREME);
        tell(new BitSet(), every(1), Weight.EXTREME);
        tell(everything, every(1), Weight.EXTREME);
        tell(everything, every(2), Weight.EXTREME);
        boolean few = state.pendingNames() <= FEW_NAMES;
        if (few) {
            allNamings();
        } else {
            usualNamings();
        }
        long combinations = namings.size();
        for (int file : files) {
            combinations = Math.min(FEW + 1L, combinations * outcomes(file).size());
        }
        if (few && combinations <= FEW) {
            all(0, new HashMap<>());
        } else {
            some();
        }
    }

    private void allNamings() {
        for (long mask = 0; mask < 1L << state.pendingNames(); mask++) {
            BitSet chosen = BitSet.valueOf(new long[] {mask});
            state.close(chosen);
            namings.add(chosen);
        }
    }

    /** The first so many; each alone; all but each. */
    private void usualNamings() {
        int count = state.pendingNames();
        for (int i = 0; i < count; i++) {
            BitSet first = new BitSet();
            first.set(0, i);
            namings.add(first);
            BitSet alone = new BitSet();
            alone.set(i);
            state.close(alone);
            namings.add(alone);
            BitSet without = new BitSet();
            without.set(0, count);
            without.clear(i);
            state.closeWithout(without);
            namings.add(without);
        }
        namings.add(everything);
    }

    private void all(int next, Map<Integer, Disk.Node> chosen) {
        if (next == files.size()) {
            namings.forEach(naming -> tell(naming, chosen, Weight.OTHER));
            return;
        }
        int file = files.get(next);
        for (Disk.Node outcome : outcomes(file)) {
            chosen.put(file, outcome);
            all(next + 1, chosen);
        }
    }

    private void some() {
        for (BitSet naming : namings) {
            tell(naming, every(0), Weight.OTHER);
            tell(naming, every(1), Weight.OTHER);
        }
        for (int file : files) {
            for (Disk.Node outcome : outcomes(file)) {
                Map<Integer, Disk.Node> one = every(0);
                one.put(file, outcome);
                tell(everything, one, Weight.OTHER);
            }
        }
        for (int i = 0; i < sample; i++) {
            tell(randomNaming(), randomOutcomes(), Weight.OTHER);
        }
    }

    private BitSet randomNaming() {
        BitSet chosen = new BitSet();
        double share = random.nextDouble();
        for (int i = 0; i < state.pendingNames(); i++) {
            chosen.set(i, random.nextDouble() < share);
        }
        if (random.nextBoolean()) {
            state.close(chosen);
        } else {
            state.closeWithout(chosen);
        }
        return chosen;
    }

    private Map<Integer, Disk.Node> randomOutcomes() {
        Map<Integer, Disk.Node> chosen = new HashMap<>();
        for (int file : files) {
            List<Disk.Node> possible = outcomes(file);
            chosen.put(file, possible.get(random.nextInt(possible.size())));
        }
        return chosen;
    }

    /** Of each file the outcome with a number, or its last. */
    private Map<Integer, Disk.Node> every(int number) {
        Map<Integer, Disk.Node> chosen = new HashMap<>();
        for (int file : files) {
            List<Disk.Node> possible = outcomes(file);
            chosen.put(file, possible.get(Math.min(number, possible.size() - 1)));
        }
        return chosen;
    }

    private List<Disk.Node> outcomes(int file) {
        return outcomes.getOrDefault(file, new ArrayList<>());
    }

    private void tell(BitSet naming, Map<Integer, Disk.Node> chosen, Weight weight) {
        consumer.accept(state.disk(naming, chosen), weight);
    }
}
