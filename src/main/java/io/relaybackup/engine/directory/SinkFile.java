package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import java.nio.file.Path;

/** A file that is to be written: which, where, and the directory that waits for it. */
record SinkFile(SinkDirectory directory, Entry entry, Path path) {}
