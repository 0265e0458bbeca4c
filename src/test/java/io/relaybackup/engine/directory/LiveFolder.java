package io.relaybackup.engine.directory;

import io.relaybackup.engine.directory.CaptureRules.Treatment;
import io.relaybackup.engine.tree.CollectedContent;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A directory that a test changes while it is read as a tree. */
final class LiveFolder {

    /** A last line counts as whole after 10 s, and nobody waits between two readings. */
    static final CaptureSettings SETTINGS = CaptureSettings.defaults().withPause(Duration.ZERO);

    private final Path root;
    private final Queue<TreeProblem> problems = new ConcurrentLinkedQueue<>();

    LiveFolder(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    /** Makes or rewrites a file, and its directories, with times an hour ago. */
    Path file(String relative, String content) throws IOException {
        Path file = path(relative);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return age(file, Duration.ofHours(1));
    }

    static Path age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }

    DirectoryTree open() throws IOException {
        return open(path -> Treatment.INCLUDED, SETTINGS, Clock.systemUTC());
    }

    /** With files that grow by lines. */
    DirectoryTree openGrowing(String glob) throws IOException {
        Glob growing = Glob.of(glob);
        return open(
                path -> growing.matches(path) ? Treatment.APPEND_ONLY : Treatment.INCLUDED,
                SETTINGS,
                Clock.systemUTC());
    }

    DirectoryTree open(CaptureRules rules, CaptureSettings settings, Clock clock) throws IOException {
        return DirectoryTree.open(root, rules, settings, problems::add, clock);
    }

    List<TreeProblem> problems() {
        return List.copyOf(problems);
    }

    static Entry entry(DirectoryTree tree, String path) throws IOException {
        Entry entry = tree.find(TreePath.of(path));
        if (entry == null) {
            throw new IllegalArgumentException("nothing at " + path);
        }
        return entry;
    }

    static CollectedContent read(DirectoryTree tree, String path) throws IOException {
        return read(tree, path, new CollectedContent());
    }

    static CollectedContent read(DirectoryTree tree, String path, CollectedContent receiver) throws IOException {
        tree.read(List.of(entry(tree, path)), receiver);
        return receiver;
    }

    static List<String> list(DirectoryTree tree, String path) throws IOException {
        List<String> names = new ArrayList<>();
        try (Listing children = tree.list(TreePath.of(path))) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                names.add(child.path().name().percentEncoded());
            }
        }
        return names;
    }
}
