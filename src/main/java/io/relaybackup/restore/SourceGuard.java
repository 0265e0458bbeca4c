package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells, at the last moment, whether what is about to be replaced is what was saved or planned for. */
@FunctionalInterface
interface SourceGuard {

    /** Somebody wants the restore whatever happened meanwhile. */
    SourceGuard NONE = () -> null;

    /** The first path that is different; null when all is as it was. */
    @Nullable
    TreePath firstDifference() throws IOException;
}
