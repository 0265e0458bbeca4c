package io.relaybackup.suspicion;

import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Suspicion.Reason;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.source.Component;
import io.relaybackup.suspicion.ComponentChanges.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds what became of one component against its limits. Reads a sample of the files that changed. One use. */
final class ComponentComparison {

    /** How many changed files are looked into, spread over all that are known. */
    private static final int SAMPLE = 200;

    /** Files that change are nothing unusual unless they are so many. */
    private static final int MANY = 100;

    /** How many append-only files, and how many of JSON. */
    private static final int CHECKED = 1000;

    /** Append-only files that hold a tenth of a component do not end as other files do. */
    private static final int LARGE_PART = 10;

    /** Less than this is never too much. */
    private static final long LEAST_BYTES = 1 << 20;

    private final Component component;
    private final Limits limits;
    private final ComponentResult before;
    private final ComponentResult after;
    private final FileTree good;
    private final FileTree now;
    private final Progress progress;
    private final List<Reason> reasons = new ArrayList<>();

    ComponentComparison(
            Component component,
            Limits limits,
            ComponentResult before,
            ComponentResult after,
            FileTree good,
            FileTree now,
            Progress progress) {
        this.component = component;
        this.limits = limits;
        this.before = before;
        this.after = after;
        this.good = good;
        this.now = now;
        this.progress = progress;
    }

    /** Why it looks wrecked; empty when it does not. */
    List<Reason> judge(ComponentChanges changes) throws IOException {
        judgeFiles(changes.removed());
        judgeBytes(changes);
        List<Pair> candidates = resolved(changes);
        judgeContent(changes, candidates);
        judgeJson(candidates);
        judgeAppendOnly(changes, candidates);
        return reasons;
    }

    private void add(String rule, String detail) {
        reasons.add(new Reason(component.name(), rule, detail));
    }

    private void judgeFiles(long removed) {
        if (limits.exceeds(limits.filesRemoved(), removed, before.files())) {
            add(
                    "files-removed",
                    removed + " of " + before.files() + " files are gone" + percent(removed, before.files())
                            + "; at most " + limits.filesRemoved() + " % may");
        }
    }

    private void judgeBytes(ComponentChanges changes) {
        long had = before.bytes() - changes.rotatedBefore();
        long lost = had - (after.bytes() - changes.rotatedAfter());
        boolean much = lost >= LEAST_BYTES || lost >= had && before.files() >= Limits.FEW;
        if (had > 0 && much && limits.bytesLost() < 100 && lost * 100.0 > (double) limits.bytesLost() * had) {
            add(
                    "bytes-lost",
                    lost + " of " + had + " bytes are gone" + percent(lost, had) + "; at most " + limits.bytesLost()
                            + " % may");
        }
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "" : String.format(Locale.ROOT, ", %.0f %%", 100.0 * part / whole);
    }

    /** Changed files with what they were; those of which there is nothing to compare with are left out. */
    private List<Pair> resolved(ComponentChanges changes) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (Pair pair : changes.changedFiles()) {
            progress.checkCancelled();
            Entry old = pair.before() == null ? good.find(pair.after().path()) : pair.before();
            if (old != null && old.isFile()) {
                pairs.add(new Pair(old, pair.after()));
            }
        }
        return pairs;
    }

    private void judgeContent(ComponentChanges changes, List<Pair> candidates) throws IOException {
        List<Pair> all = new ArrayList<>(candidates);
        List<Pair> renamed = changes.renamed();
        all.addAll(renamed);
        List<Pair> sample = spread(all, SAMPLE);
        long seen = 0;
        long different = 0;
        long scrambled = 0;
        long blank = 0;
        String firstScrambled = "";
        String firstBlank = "";
        for (Pair pair : sample) {
            progress.checkCancelled();
            ContentSample was = sample(good, pair.before());
            ContentSample is = sample(now, pair.after());
            if (was == null || is == null) {
                continue;
            }
            seen++;
            if (is.isLike(was)) {
                continue;
            }
            different++;
            if (is.isBlank() && !was.isBlank()) {
                blank++;
                firstBlank = firstBlank.isEmpty() ? pair.after().path().toString() : firstBlank;
            } else if (is.isScrambled(was)) {
                scrambled++;
                firstScrambled = firstScrambled.isEmpty() ? pair.after().path().toString() : firstScrambled;
            }
        }
        if (seen == 0) {
            return;
        }
        // What the sample shows, of all that changed.
        double scale = (double) (changes.changed() + renamed.size()) / seen;
        judgeShare("changed", limits.changed(), Math.round(different * scale), MANY, "have another content");
        judgeShare(
                "incompressible",
                limits.incompressible(),
                Math.round(scrambled * scale),
                Limits.FEW,
                "turned from compressible to incompressible, such as '" + firstScrambled + "'");
        judgeShare(
                "blank",
                limits.blank(),
                Math.round(blank * scale),
                Limits.FEW,
                "turned into zeros or nothing, such as '" + firstBlank + "'");
    }

    private void judgeShare(String rule, int limit, long count, int least, String what) {
        boolean enough = count >= least;
        if (enough && limits.exceeds(limit, count, before.files(), least)) {
            add(
                    rule,
                    count + " of " + before.files() + " files" + percent(count, before.files()) + " " + what
                            + "; at most " + limit + " % may");
        }
    }

    private static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * all.size() / most)));
        }
        return some;
    }

    /** Null where it cannot be read, which others tell of. */
    private static @Nullable ContentSample sample(FileTree tree, @Nullable Entry file) throws IOException {
        if (file == null) {
            return null;
        }
        try {
            return ContentSample.of(tree, file);
        } catch (IOException e) {
            if (TreeProblem.isGone(e) || e instanceof java.io.EOFException) {
                return null;
            }
            throw e;
        }
    }

    private void judgeJson(List<Pair> candidates) throws IOException {
        List<Pair> documents = candidates.stream()
                .filter(pair -> JsonCheck.isAbout(pair.after().path()))
                .filter(pair -> !limits.isRotated(pair.after().path()))
                .toList();
        List<Entry> broken = new BrokenDocuments(good, now, progress).among(spread(documents, CHECKED));
        if (broken.size() > limits.unparsable()) {
            add(
                    "unparsable",
                    broken.size() + " files are no JSON any more, such as '"
                            + broken.get(0).path() + "'");
        }
    }

    private void judgeAppendOnly(ComponentChanges changes, List<Pair> candidates) throws IOException {
        List<Pair> growing = candidates.stream()
                .filter(pair -> isAppendOnly(pair.after()))
                .filter(pair -> !limits.isRotated(pair.after().path()))
                .toList();
        long shorter = 0;
        long changed = 0;
        String first = "";
        for (Pair pair : spread(growing, CHECKED)) {
            Entry old = pair.before();
            if (old == null || isKept(old, pair.after())) {
                continue;
            }
            if (pair.after().size() < old.size()) {
                shorter++;
            } else {
                changed++;
            }
            first = first.isEmpty() ? pair.after().path().toString() : first;
        }
        List<Entry> gone = goneForGood(changes);
        if (first.isEmpty() && !gone.isEmpty()) {
            first = gone.get(0).path().toString();
        }
        if (shorter + changed + gone.size() > limits.appendOnly()) {
            add(
                    "append-only",
                    "of files that only grow, " + shorter + " became shorter, " + changed
                            + " changed in their old part and " + gone.size() + " are gone, such as '" + first + "'");
        }
    }

    /**
     * Append-only files that went and of which more is lost than the end of a small one may cost: their bytes are a
     * part of the component, and no others like them came instead, as where one is split.
     */
    private List<Entry> goneForGood(ComponentChanges changes) {
        List<Entry> gone = changes.gone().stream().filter(this::isAppendOnly).toList();
        long lost = bytes(gone.stream()) - bytes(changes.arrived().stream().filter(this::isAppendOnly));
        return lost > 0 && lost * LARGE_PART >= before.bytes() ? gone : List.of();
    }

    private static long bytes(Stream<Entry> files) {
        return files.mapToLong(Entry::size).sum();
    }

    private boolean isAppendOnly(Entry file) {
        return component.appendOnly().stream().anyMatch(glob -> glob.matches(file.path()));
    }

    private boolean isKept(Entry old, Entry file) throws IOException {
        try {
            return OldPart.isKept(good, old, now, file, progress);
        } catch (IOException e) {
            if (TreeProblem.isGone(e)) {
                return true;
            }
            if (e instanceof java.io.EOFException) {
                return false; // it became shorter just now
            }
            throw e;
        }
    }
}
