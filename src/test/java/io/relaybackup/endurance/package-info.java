/** The whole service under what happens to it in years. */
@NullMarked
package io.relaybackup.endurance;

import org.jspecify.annotations.NullMarked;
