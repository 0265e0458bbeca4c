package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The account of one reading of the source: what became of each component. Hears of problems from the live tree and of
 * entries from the draft. Safe for many threads.
 */
final class Capture implements BackupDraft.Listener {

    private final Source source;
    private final Map<String, ComponentTally> tallies = new LinkedHashMap<>();
    private final Map<ChangeClass, Long> changes = new EnumMap<>(ChangeClass.class);
    private final Map<String, Map<ChangeClass, CapturedChanges.Found>> found = new HashMap<>();
    private long logicalBytes;
    private long addedBytes;

    Capture(Source source, List<Component> components) {
        this.source = source;
        for (Component component : components) {
            tallies.put(component.name(), new ComponentTally(component));
        }
    }

    private @Nullable ComponentTally tallyOf(TreePath path) {
        return path.isRoot() ? null : tallies.get(source.componentOf(path).name());
    }

    void problem(TreeProblem problem) {
        if (problem.path().isRoot()) {
            // What concerns the data directory as a whole concerns every component.
            tallies.values().forEach(t -> t.problem(problem));
            return;
        }
        ComponentTally tally = tallyOf(problem.path());
        if (tally != null) {
            tally.problem(problem);
        }
    }

    @Override
    public void written(Entry entry, ChangeClass change, long storedBytes) {
        ComponentTally tally = tallyOf(entry.path());
        if (tally != null) {
            tally.written(entry);
        }
        if (entry.isFile()) {
            count(change, entry.size(), storedBytes);
            if (tally != null && change != ChangeClass.UNCHANGED) {
                list(entry, change);
            }
        }
    }

    private synchronized void list(Entry file, ChangeClass change) {
        found.computeIfAbsent(source.componentOf(file.path()).name(), name -> new EnumMap<>(ChangeClass.class))
                .computeIfAbsent(change, c -> new CapturedChanges.Found())
                .add(file);
    }

    /** After the last entry. */
    synchronized CapturedChanges capturedChanges() {
        return new CapturedChanges(found);
    }

    private synchronized void count(ChangeClass change, long size, long stored) {
        changes.merge(change, 1L, Long::sum);
        logicalBytes += size;
        addedBytes += stored;
    }

    /** Content that cannot be had is told here and nowhere else. */
    @Override
    public void failed(Entry entry, IOException reason) {
        problem(TreeProblem.ofReading(entry.path(), reason));
    }

    @Override
    public void leftOut(Entry entry, String reason) {
        problem(TreeProblem.warning(entry.path(), reason));
    }

    List<ComponentResult> results(String backupPath) {
        List<TreePath> claimed = source.components().stream()
                .flatMap(c -> c.paths().stream())
                .sorted()
                .toList();
        List<ComponentResult> results = new ArrayList<>();
        for (ComponentTally tally : tallies.values()) {
            results.add(tally.result(backupPath, claimed));
        }
        return results;
    }

    static BackupStatus status(List<ComponentResult> results) {
        if (results.stream().noneMatch(r -> r.status() == ComponentStatus.SUCCESS)) {
            return BackupStatus.FAILED;
        }
        return results.stream().anyMatch(r -> r.status() == ComponentStatus.FAILED)
                ? BackupStatus.INCOMPLETE
                : BackupStatus.COMPLETE;
    }

    synchronized Map<ChangeClass, Long> changes() {
        return Map.copyOf(changes);
    }

    synchronized long logicalBytes() {
        return logicalBytes;
    }

    synchronized long addedBytes() {
        return addedBytes;
    }
}
