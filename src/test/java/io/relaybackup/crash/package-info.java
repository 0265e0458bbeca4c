/**
 * What a power cut may leave: a file system that records what the product does to the disk, the model of what may be
 * there afterwards, and the trial that starts the product on it.
 */
@NullMarked
package io.relaybackup.crash;

import org.jspecify.annotations.NullMarked;
