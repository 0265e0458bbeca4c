package io.relaybackup.browse;

import io.relaybackup.backup.Backup;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import java.io.Closeable;
import java.io.IOException;

/** A backup whose content is being read, and which nothing can remove until it is closed. */
final class OpenedBackup implements Closeable {

    private final Backup backup;
    private final FileTree tree;
    private final Operations.Lease lease;

    OpenedBackup(Backup backup, FileTree tree, Operations.Lease lease) {
        this.backup = backup;
        this.tree = tree;
        this.lease = lease;
    }

    String id() {
        return backup.id();
    }

    FileTree tree() {
        return tree;
    }

    /**
     * What is at a path.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when nothing is
     */
    Entry entry(TreePath path) throws IOException {
        Entry found = path.isRoot() ? tree.root() : tree.find(path);
        if (found == null) {
            throw Problem.notFound("path-not-found", "The backup " + id() + " has no '" + path + "'.")
                    .withBackup(id())
                    .withPath(path.toString())
                    .asException();
        }
        return found;
    }

    /**
     * The regular file at a path.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when there is nothing, a 409 when it is something else
     */
    Entry file(TreePath path) throws IOException {
        Entry found = entry(path);
        if (!found.isFile()) {
            throw conflict("not-a-regular-file", "not a regular file", found);
        }
        return found;
    }

    /**
     * The directory at a path.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when there is nothing, a 409 when it is something else
     */
    Entry directory(TreePath path) throws IOException {
        Entry found = entry(path);
        if (!found.isDirectory()) {
            throw conflict("not-a-directory", "not a directory", found);
        }
        return found;
    }

    private RuntimeException conflict(String name, String what, Entry found) {
        return Problem.conflict(
                        name, "'" + found.path() + "' is " + what + " but a " + FileList.word(found.type()) + ".")
                .withBackup(id())
                .withPath(found.path().toString())
                .asException();
    }

    @Override
    public void close() throws IOException {
        try (lease) {
            tree.close();
        }
    }
}
