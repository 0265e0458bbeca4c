/**
 * Restore drills: practising on each store's newest backup what nobody wants to try for the first time in an emergency,
 * and keeping the evidence.
 */
@NullMarked
package io.relaybackup.drill;

import org.jspecify.annotations.NullMarked;
