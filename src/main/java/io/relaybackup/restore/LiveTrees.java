package io.relaybackup.restore;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens directories as they are, with everything in them but the reserved folder, special files too. */
@FunctionalInterface
interface LiveTrees {

    /**
     * A directory as a tree.
     *
     * @param problems told of what cannot be read
     */
    FileTree open(Path directory, Consumer<TreeProblem> problems) throws IOException;
}
