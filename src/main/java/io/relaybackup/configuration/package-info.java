/**
 * What the settings of all features have in common: a start that a wrong one stops, with a message that names the key,
 * the value and what is allowed.
 */
@NullMarked
package io.relaybackup.configuration;

import org.jspecify.annotations.NullMarked;
