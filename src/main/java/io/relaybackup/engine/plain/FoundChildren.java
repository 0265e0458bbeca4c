package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What there is in the directories of a backup, met in the order of its record; what is not recorded is damage. */
final class FoundChildren implements Closeable {

    private final FileTree files;

    private final Damages damages;

    private @Nullable Listing children;

    private @Nullable Entry next;

    FoundChildren(FileTree files, Damages damages) {
        this.files = files;
        this.damages = damages;
    }

    /** Goes on to a directory, after the last one has been ended. */
    void begin(TreePath directory) throws IOException {
        end();
        Listing opened = files.list(directory);
        children = opened;
        next = opened.next();
    }

    /** The child of this name, or null; names must be asked for in order. */
    @Nullable
    Entry match(RawText name) throws IOException {
        Entry found = next;
        while (found != null) {
            int order = found.path().name().compareTo(name);
            if (order > 0) {
                return null;
            }
            advance();
            if (order == 0) {
                return found;
            }
            damages.add(found.path(), "is not recorded");
            found = next;
        }
        return null;
    }

    /** Reports what is left over of the directory. */
    void end() throws IOException {
        while (next != null) {
            damages.add(next.path(), "is not recorded");
            advance();
        }
        close();
    }

    private void advance() throws IOException {
        next = children == null ? null : children.next();
    }

    @Override
    public void close() throws IOException {
        if (children != null) {
            children.close();
            children = null;
        }
    }
}
