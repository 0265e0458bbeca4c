@NullMarked
package io.relaybackup.drill;

import org.jspecify.annotations.NullMarked;
