package io.relaybackup.backup;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.source.Component;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Opens the live source for one reading. */
@FunctionalInterface
public interface SourceTrees {

    /**
     * The data directory as far as the components reach.
     *
     * @param problems told of what cannot be read; called by several threads
     * @throws java.nio.file.NoSuchFileException when there is no data directory
     */
    FileTree open(List<Component> components, Consumer<TreeProblem> problems) throws IOException;
}
