@NullMarked
package io.relaybackup.restore;

import org.jspecify.annotations.NullMarked;
