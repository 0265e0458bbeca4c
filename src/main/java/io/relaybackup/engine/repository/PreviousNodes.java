package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory as the snapshot before has it, met name by name in order. When it cannot be read, nothing more is found
 * in it, so that a new backup is whole all the same. One thread.
 */
final class PreviousNodes implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(PreviousNodes.class);

    private @Nullable TreeReader reader;
    private @Nullable Node node;

    private PreviousNodes() {}

    static PreviousNodes open(TreeLoader trees, @Nullable Digest tree, TreePath directory) {
        PreviousNodes nodes = new PreviousNodes();
        if (tree != null) {
            try {
                nodes.reader = trees.open(tree, directory);
                nodes.advance();
            } catch (IOException e) {
                nodes.giveUp(e);
            }
        }
        return nodes;
    }

    private void advance() throws IOException {
        TreeReader from = reader;
        node = from == null ? null : from.next();
    }

    private void giveUp(IOException e) {
        log.warn("Files are read anew, as the tree before is damaged: {}", e.toString());
        reader = null;
        node = null;
    }

    /** The node of this name; names must come in order. */
    @Nullable
    Node match(RawText name) {
        try {
            while (node != null) {
                int order = node.entry().path().name().compareTo(name);
                if (order >= 0) {
                    return order == 0 ? node : null;
                }
                advance();
            }
        } catch (IOException e) {
            giveUp(e);
        }
        return null;
    }

    @Override
    public void close() {
        reader = null;
    }
}
