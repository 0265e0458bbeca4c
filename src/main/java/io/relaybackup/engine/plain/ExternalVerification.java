package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Looks at a backup that the script made. As there is nothing to compare its files with, whatever is asked for, the
 * report is of level {@link VerifyLevel#STRUCTURE}: the manifest and every directory can be read, and at level data
 * every file can be read to its end.
 */
final class ExternalVerification implements ContentReceiver {

    private final Path folder;

    private final Clock clock;

    private final Damages damages = new Damages();

    ExternalVerification(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    VerifyReport run(VerifyLevel level, Progress progress) throws IOException {
        try {
            ManifestJson.read(Records.bytes(folder.resolve(Manifest.FILE_NAME)));
        } catch (CorruptBackupException e) {
            damages.add(Manifest.FILE_NAME, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            damages.add(Manifest.FILE_NAME, "is missing");
        } catch (IOException e) {
            damages.unreadable(TreePath.of(Manifest.FILE_NAME), e);
        }
        try (DirectoryTree files = BackupFiles.open(folder, this::report, clock)) {
            walk(files, level, progress);
        }
        damages.throwTrouble(folder);
        return damages.report(VerifyLevel.STRUCTURE);
    }

    private void report(TreeProblem problem) {
        if (problem.severity() == TreeProblem.Severity.ERROR) {
            damages.unreadable(problem);
        }
    }

    private void walk(DirectoryTree tree, VerifyLevel level, Progress progress) throws IOException {
        Deque<TreePath> directories = new ArrayDeque<>();
        directories.push(TreePath.ROOT);
        while (!directories.isEmpty()) {
            progress.checkCancelled();
            List<Entry> files = new ArrayList<>();
            try (Listing children = tree.list(directories.pop())) {
                for (Entry child = children.next(); child != null; child = children.next()) {
                    if (child.isDirectory()) {
                        directories.push(child.path());
                    } else if (child.isFile()) {
                        files.add(child);
                        progress.advance(1, child.size());
                    }
                }
            }
            damages.looked(files.size(), 0);
            if (level == VerifyLevel.DATA) {
                tree.read(files, this);
            }
        }
    }

    @Override
    public void begin(Entry file) {}

    @Override
    public void chunk(Entry file, long offset, ByteBuffer content) {}

    @Override
    public void end(Entry file, Entry settled) {}

    @Override
    public void failed(Entry file, IOException reason) throws IOException {
        if (TreeProblem.isGone(reason)) {
            damages.add(file.path(), "is missing");
            return;
        }
        damages.unreadable(file.path(), reason);
    }
}
