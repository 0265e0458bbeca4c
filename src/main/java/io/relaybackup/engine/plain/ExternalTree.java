package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A backup that the script made: whatever is in its folder, without checksums. Unlike a live directory, one that cannot
 * be read is an exception, so that nobody takes a part of the backup for the whole.
 */
final class ExternalTree implements FileTree {

    private final Path folder;

    private final DirectoryTree files;

    private final AtomicReference<@Nullable TreeProblem> problem;

    private ExternalTree(Path folder, DirectoryTree files, AtomicReference<@Nullable TreeProblem> problem) {
        this.folder = folder;
        this.files = files;
        this.problem = problem;
    }

    static ExternalTree open(Path folder, Clock clock) throws IOException {
        AtomicReference<@Nullable TreeProblem> problem = new AtomicReference<>();
        DirectoryTree files = BackupFiles.open(
                folder,
                each -> {
                    if (each.severity() == TreeProblem.Severity.ERROR) {
                        problem.compareAndSet(null, each);
                    }
                },
                clock);
        return new ExternalTree(folder, files, problem);
    }

    private void check() throws IOException {
        TreeProblem met = problem.getAndSet(null);
        if (met != null) {
            String code = met.code();
            throw new FileSystemException(
                    RawPaths.resolve(folder, met.path()).toString(),
                    null,
                    code == null ? met.message() : "cannot be read: " + ErrorCode.text(code));
        }
    }

    @Override
    public Entry root() throws IOException {
        return files.root();
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Listing children = files.list(directory);
        check();
        return new Listing() {
            @Override
            public @Nullable Entry next() throws IOException {
                Entry next = children.next();
                check();
                return next;
            }

            @Override
            public void close() throws IOException {
                children.close();
            }
        };
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        return files.find(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        return files.open(file);
    }

    @Override
    public void read(List<Entry> wanted, ContentReceiver receiver) throws IOException {
        try {
            files.read(wanted, receiver);
        } finally {
            // The receiver has heard of each.
            problem.set(null);
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
