package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.operation.OperationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A data directory before a swap, what is staged for it, and what both states look like: every kind of unit there is, a
 * directory that stays for what is kept in it, one that its owner may not write, and a name that is not UTF-8.
 */
final class SwapScene {

    static final Instant OLD_TIME = Instant.parse("2024-05-06T07:08:09.123456789Z");
    static final Instant NEW_TIME = Instant.parse("2023-02-03T04:05:06.987654321Z");
    static final OperationId OPERATION = new OperationId("op-00000000000000000000000000");
    private static final TreePath RAW = TreePath.percentDecoded("raw%FFname");

    final Path data;
    final Workspace workspace;

    private final Predicate<String> wanted;

    private SwapScene(Path data, Predicate<String> wanted) {
        this.data = data;
        this.wanted = wanted;
        this.workspace = new Workspace(new LocalRoot(data));
    }

    static SwapScene in(Path folder) throws IOException {
        return in(folder, path -> true);
    }

    /** One with the closed directory, one that comes and one that goes: little, for tests of many cases. */
    static SwapScene small(Path folder) throws IOException {
        return in(folder, Set.of("brand", "closed", "gone", "users.json")::contains);
    }

    private static SwapScene in(Path folder, Predicate<String> wanted) throws IOException {
        SwapScene scene = new SwapScene(folder.resolve("data"), wanted);
        scene.makeData();
        return scene;
    }

    private void makeData() throws IOException {
        Files.createDirectories(data);
        if (wanted.test("chain")) {
            file(data.resolve("chain/blocks.jsonl"), "old block\n");
            file(data.resolve("chain/deep/er/x"), "old x");
            file(data.resolve("becomes-directory"), "a file before");
            file(data.resolve("mixed/replaced.json"), "old");
            file(data.resolve("mixed/cache.tmp"), "kept");
            file(data.resolve("untouched/sibling"), "never moved");
            Files.createSymbolicLink(data.resolve("link"), Path.of("untouched/sibling"));
            file(new LocalRoot(data).at(RAW), "old raw");
        }
        file(data.resolve("gone/file"), "goes away");
        file(data.resolve("users.json"), "old users");
        file(data.resolve("closed/file"), "in a closed directory");
        Files.setAttribute(data.resolve("closed"), "unix:mode", 0555);
        touchDirectories(data, OLD_TIME);
    }

    /** Makes the folder and all that comes, with real steps. */
    ReservedFolder stage() throws IOException {
        ReservedFolder folder = ReservedFolder.make(workspace, CutSwapFiles.endless());
        Path staging = workspace.staging().path();
        if (wanted.test("chain")) {
            file(staging.resolve("chain/blocks.jsonl"), "new block\n");
            Files.createDirectories(staging.resolve("chain/empty"));
            file(staging.resolve("becomes-directory/inside"), "new inside");
            file(staging.resolve("mixed/replaced.json"), "new");
            file(staging.resolve("mixed/added.json"), "added");
            Files.createSymbolicLink(staging.resolve("link"), Path.of("/nowhere"));
            file(new LocalRoot(staging).at(RAW), "new raw");
        }
        file(staging.resolve("users.json"), "new users");
        file(staging.resolve("brand/new"), "brand new");
        file(staging.resolve("closed/other"), "other");
        touchDirectories(staging, NEW_TIME);
        return folder;
    }

    RestoreJournal journal() throws IOException {
        List<Unit> units = new ArrayList<>(List.of(
                new Unit(TreePath.of("becomes-directory"), true, true),
                new Unit(TreePath.of("brand"), false, true),
                new Unit(TreePath.of("chain"), true, true),
                new Unit(TreePath.of("closed"), true, true),
                new Unit(TreePath.of("gone"), true, false),
                new Unit(TreePath.of("link"), true, true),
                new Unit(TreePath.of("mixed/added.json"), false, true),
                new Unit(TreePath.of("mixed/replaced.json"), true, true),
                new Unit(RAW, true, true),
                new Unit(TreePath.of("users.json"), true, true)));
        units.removeIf(unit -> !wanted.test(unit.path().toString()));
        List<TouchedDirectory> directories = new ArrayList<>();
        for (Map.Entry<String, Integer> each :
                new TreeMap<>(Map.of("", 0750, "closed", 0500, "mixed", 0711)).entrySet()) {
            TreePath path = TreePath.of(each.getKey());
            Path directory = new LocalRoot(data).at(path);
            if (Files.exists(directory)) {
                DirectoryMetadata before = DirectoryMetadata.read(directory);
                directories.add(new TouchedDirectory(path, before, changed(before, each.getValue())));
            }
        }
        return RestoreJournal.swapping(
                OPERATION,
                new BackupId("backup-2025-09-18T16-08-34-266Z"),
                Instant.parse("2026-01-02T03:04:05Z"),
                new SwapPlan(units, directories));
    }

    private static DirectoryMetadata changed(DirectoryMetadata before, int mode) {
        return new DirectoryMetadata(mode, before.uid(), before.gid(), NEW_TIME);
    }

    /** What it looks like afterwards, with real steps. */
    Map<String, String> swapped() throws IOException {
        try (ReservedFolder reserved = stage()) {
            new JournaledSwap(workspace, CutSwapFiles.endless()).run(journal());
            reserved.discard();
        }
        return Snapshot.of(data);
    }

    static Path file(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(OLD_TIME));
        return file;
    }

    private static void touchDirectories(Path top, Instant time) throws IOException {
        List<Path> all = new ArrayList<>();
        try (var walk = Files.walk(top)) {
            walk.forEach(all::add);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Path each = all.get(i);
            if (!each.startsWith(top.resolve(".relay-restore"))) {
                Files.getFileAttributeView(each, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setTimes(FileTime.from(time.truncatedTo(java.time.temporal.ChronoUnit.MICROS)), null, null);
            }
        }
    }
}
