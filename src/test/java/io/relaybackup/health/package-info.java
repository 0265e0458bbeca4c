@NullMarked
package io.relaybackup.health;

import org.jspecify.annotations.NullMarked;
