package io.relaybackup.engine.plain;

import java.io.IOException;
import java.nio.file.Path;

/** Makes hard links; a seam, as few file systems refuse them when a test would like it. */
@FunctionalInterface
interface Linker {

    /** Gives a file one more name. */
    void link(Path name, Path existing) throws IOException;
}
