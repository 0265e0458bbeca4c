package io.relaybackup.restore;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.source.Component;
import io.relaybackup.source.ComponentRules;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a restore works with, on real files and a real store, with a hook wherever the world may come in
 * between.
 */
public final class RestoreBench implements AutoCloseable {

    final Path data;
    final Path folder;
    public final Stores stores;
    final PlainStore store;
    Source source;

    /** Runs within the safety backup, after it. */
    Hook afterSafety = () -> {};

    /** Runs when what is staged was forced, before the source is compared. */
    Hook afterSync = () -> {};

    /** So many trees cannot be removed from now on. */
    public void refuseRemovals(int count) {
        files = FailingSwapFiles.removing(count);
    }

    /** Runs when what is staged was written, before it is read back. */
    Hook afterStage = () -> {};

    FreeSpace space = directory -> Long.MAX_VALUE;
    Path mountInfo;
    SwapFiles files = CutSwapFiles.endless();
    final List<Set<String>> safetyTaken = new ArrayList<>();
    int made;

    /** Puts what is staged on stable storage. */
    Durability durability = place -> {};

    interface Hook {
        void run() throws IOException;
    }

    public RestoreBench(Path root) throws IOException {
        folder = root;
        data = Files.createDirectories(root.resolve("data")).toRealPath();
        mountInfo = root.resolve("no-mountinfo");
        store = PlainStore.open(root.resolve("store"), "host", Clock.systemUTC());
        stores = new Stores(List.of(
                new Store("local", "directory", "store", Optional.of(root.resolve("store")), Optional.empty(), store)));
        source = source(List.of("*.tmp"));
    }

    /** With files that are really moved and forced. */
    static RestoreBench onDisk(Path root, Durability durability) throws IOException {
        RestoreBench bench = new RestoreBench(root);
        bench.files = new LocalSwapFiles(new MountTable(bench.mountInfo));
        bench.durability = durability;
        return bench;
    }

    /** Components {@code chain}, {@code users} with excludes, and the rest. */
    Source source(List<String> excludesOfUsers) {
        return new Source(
                data,
                folder,
                "host",
                List.of(
                        component("chain", List.of("chain"), List.of()),
                        component("users", List.of("users"), excludesOfUsers),
                        component(Component.ADDITIONAL, List.of(), List.of())));
    }

    private static Component component(String name, List<String> paths, List<String> excludes) {
        return new Component(
                name,
                "",
                paths.stream().map(TreePath::of).toList(),
                false,
                excludes.stream().map(Glob::of).toList(),
                List.of());
    }

    public Path file(String path, String content) throws IOException {
        Path file = data.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Of everything, with all components whole. */
    public BackupId backup() throws IOException {
        return backup(source.components(), Trigger.API);
    }

    BackupId backup(List<Component> components, Trigger trigger) throws IOException {
        BackupId id = BackupId.at(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(made++));
        Unreadable unreadable = new Unreadable(data);
        try (BackupDraft draft = store.begin(id);
                FileTree tree = DirectoryTree.open(
                        data,
                        new ComponentRules(source, components),
                        CaptureSettings.defaults(),
                        unreadable,
                        Clock.systemUTC())) {
            draft.write(tree, null, Quiet.INSTANCE, Progress.NONE);
            unreadable.throwIfAny();
            draft.commit(manifest(id, components, trigger), Notes.NONE);
        }
        return id;
    }

    private enum Quiet implements BackupDraft.Listener {
        INSTANCE;

        @Override
        public void written(Entry entry, ChangeClass change, long storedBytes) {}

        @Override
        public void failed(Entry entry, IOException reason) {
            throw new UncheckedIOException(reason);
        }
    }

    private Manifest manifest(BackupId id, List<Component> components, Trigger trigger) {
        List<String> claimed = source.components().stream()
                .flatMap(c -> c.paths().stream())
                .map(TreePath::percentEncoded)
                .toList();
        List<Manifest.ComponentResult> results = new ArrayList<>();
        for (Component c : components) {
            results.add(new Manifest.ComponentResult(
                    c.name(),
                    "",
                    ComponentStatus.SUCCESS,
                    "/somewhere",
                    false,
                    c.paths().stream().map(TreePath::percentEncoded).toList(),
                    c.excludes().stream().map(Glob::toString).toList(),
                    c.isAdditional() ? claimed : List.of(),
                    0,
                    0,
                    null,
                    List.of()));
        }
        return new Manifest(
                id.time(),
                "/somewhere",
                "/",
                data.toString(),
                results,
                Manifest.Summary.of(results),
                id,
                BackupStatus.COMPLETE,
                "host",
                "test",
                trigger,
                id.time(),
                id.time(),
                components.stream().map(Component::name).toList());
    }

    private Optional<BackupId> takeSafety(Set<String> names, OperationContext context) {
        safetyTaken.add(names);
        try {
            BackupId id = backup(
                    source.components().stream()
                            .filter(c -> names.contains(c.name()))
                            .toList(),
                    Trigger.SAFETY);
            afterSafety.run();
            return Optional.of(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LiveTrees trees() {
        CaptureRules all =
                path -> Source.isHidden(path) ? CaptureRules.Treatment.EXCLUDED : CaptureRules.Treatment.INCLUDED;
        CaptureSettings settings = CaptureSettings.defaults().withSpecial(Set.of(EntryType.FIFO, EntryType.SOCKET));
        return (directory, problems) -> {
            if (directory.endsWith("new")) {
                afterStage.run();
            }
            return DirectoryTree.open(directory, all, settings, problems, Clock.systemUTC());
        };
    }

    RestorePlanner planner() {
        return new RestorePlanner(source, trees(), new MountTable(mountInfo), space);
    }

    RestoreRecovery recovery() {
        return new RestoreRecovery(data, files);
    }

    RestorePlan plan(BackupId id, RestoreRequest request) throws IOException {
        try (BackupCopy copy = BackupCopy.open(stores.first(), id)) {
            return planner()
                    .plan(request, copy, Destination.inPlace(data), true, Progress.NONE)
                    .answer();
        }
    }

    RestoreResult restore(BackupId id, RestoreRequest request) throws Exception {
        return restore(id, request, new FakeOperation());
    }

    RestoreResult restore(BackupId id, RestoreRequest request, OperationContext context) throws Exception {
        boolean safety = !Boolean.FALSE.equals(request.safetyBackup());
        return run(
                new RestoreRun.RestoreOrder(request, id, stores.all(), List.of(), Destination.inPlace(data), safety),
                context);
    }

    /** Restores all into a target whose content is prepared in an allowed one above it. */
    RestoreResult restoreTo(BackupId id, Path allowed, Path target) throws Exception {
        Destination destination = new Destination(new LocalRoot(target), allowed, target.toString());
        return run(
                new RestoreRun.RestoreOrder(RestoreRequest.ALL, id, stores.all(), List.of(), destination, false),
                new FakeOperation());
    }

    private RestoreResult run(RestoreRun.RestoreOrder order, OperationContext context) throws Exception {
        Stage stage = new Stage(trees(), place -> {
            durability.force(place);
            afterSync.run();
        });
        RestoreRun.Executors executors = new RestoreRun.Executors(
                new InPlaceRestore(stage, files, recovery(), Clock.systemUTC()),
                new TargetRestore(stage, files),
                new Guards(trees(), stores),
                this::takeSafety,
                space);
        return new RestoreRun(order, planner(), executors, context).run();
    }

    public Rehearsals rehearsals() {
        return new Rehearsals(new Stage(trees(), place -> afterSync.run()), trees(), files, space);
    }

    static RestoreRequest request(boolean safetyBackup, boolean force) {
        return new RestoreRequest(null, null, null, null, null, safetyBackup, force);
    }

    static RestoreRequest paths(String... paths) {
        return new RestoreRequest(null, List.of(paths), null, null, null, null, null);
    }

    static RestoreRequest components(String... names) {
        return new RestoreRequest(List.of(names), null, null, null, null, null, null);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
