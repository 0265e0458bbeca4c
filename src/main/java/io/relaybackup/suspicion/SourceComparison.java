package io.relaybackup.suspicion;

import io.relaybackup.backup.CapturedSource;
import io.relaybackup.backup.SourceJudge;
import io.relaybackup.backup.SourceTrees;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.engine.store.Suspicion.Reason;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a source that was just captured with the newest good backup of each component. What the capture found is
 * enough as long as it had that backup to compare with and no limit on files or bytes seems to be passed; else both
 * trees are walked. Content is sampled from the source, where it still is in memory, and from the good backup.
 */
final class SourceComparison implements SourceJudge {

    /** In a reason that is of no single component. */
    static final String ALL = "all";

    private static final Logger log = LoggerFactory.getLogger(SourceComparison.class);

    private final Source source;
    private final SourceTrees trees;
    private final Baselines baselines;
    private final SuspectProperties settings;

    SourceComparison(Source source, SourceTrees trees, Baselines baselines, SuspectProperties settings) {
        this.source = source;
        this.trees = trees;
        this.baselines = baselines;
        this.settings = settings;
    }

    @Override
    public Optional<Suspicion> judge(CapturedSource captured, OperationContext context) {
        if (!settings.enabled() || captured.manifest().trigger() == Trigger.SAFETY) {
            return Optional.empty();
        }
        try {
            List<Reason> reasons = compare(captured, context);
            reasons.forEach(reason ->
                    context.log("suspect: " + reason.component() + ", " + reason.rule() + ": " + reason.detail()));
            return reasons.isEmpty() ? Optional.empty() : Optional.of(Suspicion.of(reasons));
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            log.warn("The source could not be compared with its last good backup", e);
            context.log("the source could not be compared with its last good backup");
            return Optional.empty();
        }
    }

    private List<Reason> compare(CapturedSource captured, OperationContext context) throws IOException {
        Map<Baseline, List<Component>> byBaseline = new LinkedHashMap<>();
        for (Component component : captured.components()) {
            if (settings.covers(component.name()) && isThere(captured, component)) {
                baselines
                        .newest(
                                component.name(),
                                captured.store(),
                                captured.manifest().timestamp())
                        .ifPresent(baseline -> byBaseline
                                .computeIfAbsent(baseline, b -> new ArrayList<>())
                                .add(component));
            }
        }
        List<Reason> reasons = new ArrayList<>();
        for (Map.Entry<Baseline, List<Component>> each : byBaseline.entrySet()) {
            List<Reason> found = compare(captured, each.getKey(), each.getValue(), context);
            reasons.addAll(found.isEmpty() ? found : stillAfterARestore(captured, each.getKey(), found, context));
        }
        return reasons;
    }

    /** One that could not be captured speaks for itself. */
    private static boolean isThere(CapturedSource captured, Component component) {
        return resultOf(captured, component)
                .filter(result -> result.status() != ComponentStatus.FAILED)
                .isPresent();
    }

    private static Optional<ComponentResult> resultOf(CapturedSource captured, Component component) {
        return captured.manifest().results().stream()
                .filter(result -> result.name().equals(component.name()))
                .findFirst();
    }

    /** What was brought back from an older backup differs from the newest one, and shall. */
    private List<Reason> stillAfterARestore(
            CapturedSource captured, Baseline newest, List<Reason> found, OperationContext context) throws IOException {
        Set<String> cleared = new HashSet<>();
        for (Component component : captured.components()) {
            if (found.stream().anyMatch(reason -> reason.component().equals(component.name()))) {
                Optional<Baseline> restored = baselines.restored(
                        component.name(), captured.store(), newest.backup().time());
                if (restored.isPresent()
                        && compare(captured, restored.get(), List.of(component), context)
                                .isEmpty()) {
                    cleared.add(component.name());
                }
            }
        }
        return found.stream()
                .filter(reason -> !cleared.contains(reason.component()))
                .toList();
    }

    private List<Reason> compare(
            CapturedSource captured, Baseline baseline, List<Component> components, OperationContext context)
            throws IOException {
        context.log("comparing with the good " + baseline.id());
        try (FileTree good = baseline.store().backups().open(baseline.id());
                FileTree now = trees.open(components, problem -> {})) {
            Map<String, ComponentChanges> changes = isKnown(captured, baseline)
                    ? fromCapture(captured, components)
                    : walked(good, now, components, context);
            if (isKnown(captured, baseline) && passesALimit(captured, baseline, components)) {
                changes = walked(good, now, components, context);
            }
            List<Reason> reasons = new ArrayList<>();
            judgeTheWhole(captured, baseline, components, changes).ifPresent(reasons::add);
            for (Component component : components) {
                reasons.addAll(new ComponentComparison(
                                component,
                                settings.of(component.name()),
                                baseline.part(component.name()).orElseThrow(),
                                resultOf(captured, component).orElseThrow(),
                                good,
                                now,
                                context)
                        .judge(Objects.requireNonNull(changes.get(component.name()))));
            }
            return reasons;
        }
    }

    /** Where each component has few files, that all of them are gone shows only in the sum. */
    private Optional<Reason> judgeTheWhole(
            CapturedSource captured,
            Baseline baseline,
            List<Component> components,
            Map<String, ComponentChanges> changes) {
        long had = 0;
        long gone = 0;
        for (Component component : components) {
            had += baseline.part(component.name()).orElseThrow().files();
            ComponentChanges own = changes.get(component.name());
            gone += own != null && own.isWalked() ? own.removed() : removed(captured, baseline, component);
        }
        Limits limits = settings.of("");
        if (components.size() < 2 || !limits.exceeds(limits.filesRemoved(), gone, had, Limits.FEW)) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                ALL,
                "files-removed",
                gone + " of the " + had + " files of all components are gone; at most " + limits.filesRemoved()
                        + " % may"));
    }

    /** As far as the capture tells: also those that only moved. */
    private static long removed(CapturedSource captured, Baseline baseline, Component component) {
        long before = baseline.part(component.name()).orElseThrow().files();
        long now = resultOf(captured, component).orElseThrow().files();
        return before - (now - captured.changes().added(component.name()).count());
    }

    private static boolean isKnown(CapturedSource captured, Baseline baseline) {
        return baseline.id().equals(captured.previous())
                && baseline.store().name().equals(captured.store().name());
    }

    private Map<String, ComponentChanges> fromCapture(CapturedSource captured, List<Component> components) {
        Map<String, ComponentChanges> all = new LinkedHashMap<>();
        for (Component component : components) {
            ComponentChanges changes = ComponentChanges.captured(settings.of(component.name()));
            var changed = captured.changes().changed(component.name());
            for (Entry file : changed.listed()) {
                changes.change(new ComponentChanges.Pair(null, file));
            }
            changes.countChanged(changed.count() - changed.listed().size());
            all.put(component.name(), changes);
        }
        return all;
    }

    /**
     * Whether as many files or bytes went as is worth a walk: also a twentieth, where names may tell more, and one
     * where it may be one that only grows.
     */
    private boolean passesALimit(CapturedSource captured, Baseline baseline, List<Component> components) {
        long had = 0;
        long gone = 0;
        for (Component component : components) {
            Limits limits = settings.of(component.name());
            ComponentResult before = baseline.part(component.name()).orElseThrow();
            ComponentResult after = resultOf(captured, component).orElseThrow();
            long removed = removed(captured, baseline, component);
            int least = Math.min(limits.filesRemoved(), limits.incompressible());
            boolean files = limits.exceeds(least, removed, before.files());
            boolean bytes = (before.bytes() - after.bytes()) * 100.0 > (double) limits.bytesLost() * before.bytes();
            boolean mayBeAppendOnly = removed > 0 && !component.appendOnly().isEmpty();
            if (files || bytes || mayBeAppendOnly) {
                return true;
            }
            had += before.files();
            gone += removed;
        }
        Limits whole = settings.of("");
        return whole.exceeds(whole.filesRemoved(), gone, had, Limits.FEW);
    }

    private Map<String, ComponentChanges> walked(
            FileTree good, FileTree now, List<Component> components, OperationContext context) throws IOException {
        Map<String, ComponentChanges> all = new LinkedHashMap<>();
        components.forEach(
                component -> all.put(component.name(), ComponentChanges.walked(settings.of(component.name()))));
        TreeDiff.between(
                good,
                now,
                ContentComparison.STAMP,
                difference -> {
                    ComponentChanges changes =
                            all.get(source.componentOf(difference.path()).name());
                    if (changes != null) {
                        changes.accept(difference);
                    }
                },
                new QuietProgress(context));
        return all;
    }
}
