package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.TreePath;

/**
 * Says what of a live directory is captured, and how. Asked for every name before anything is looked up, so it costs
 * nothing to leave much out; what is below a directory that is left out is not asked for. Safe for many threads.
 */
@FunctionalInterface
public interface CaptureRules {

    /** Takes everything, each file whole. */
    CaptureRules EVERYTHING = path -> Treatment.INCLUDED;

    /** What to do with a path, which is never the root. */
    Treatment of(TreePath path);

    /** What to do with a path. */
    enum Treatment {
        INCLUDED,
        /** Taken; a file only up to the end of its last whole line, as it grows by lines while it is read. */
        APPEND_ONLY,
        /** Left out, and nobody is told. */
        EXCLUDED,
        /** Left out with a warning: the name has another meaning to us. */
        RESERVED
    }
}
