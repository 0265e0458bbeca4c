/**
 * The edge of the service: every refusal becomes a problem (RFC 9457) here, JSON is spoken one way, and paths keep
 * their bytes. Nothing imports this package.
 */
@NullMarked
package io.relaybackup.web;

import org.jspecify.annotations.NullMarked;
