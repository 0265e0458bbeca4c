@NullMarked
package io.relaybackup.backup;

import org.jspecify.annotations.NullMarked;
