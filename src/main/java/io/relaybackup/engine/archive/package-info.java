/**
 * Trees as one stream: tar, with zstandard or without, and zip.
 *
 * <p>Names in an archive are those in the tree, from its root, whose own entry is left out so that unpacking changes no
 * mode of the directory it is done in. Sockets and devices are left out: no archive holds them usefully. Content is
 * checked while it passes; where it is not what the tree promises, writing ends with an exception and the stream
 * without an archive's end.
 */
@NullMarked
package io.relaybackup.engine.archive;

import org.jspecify.annotations.NullMarked;
