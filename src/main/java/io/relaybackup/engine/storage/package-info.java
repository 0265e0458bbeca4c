/** Keeps bytes by name: on local disk, and by the same few calls wherever else a repository may lie. */
@NullMarked
package io.relaybackup.engine.storage;

import org.jspecify.annotations.NullMarked;
