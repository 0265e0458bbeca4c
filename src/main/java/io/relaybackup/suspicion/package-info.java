/**
 * Noticing that the source is wrecked before its backups push out the good ones: each is compared with the newest good
 * one, and marked where too much of it is gone, unreadable or scrambled.
 */
@NullMarked
package io.relaybackup.suspicion;

import org.jspecify.annotations.NullMarked;
