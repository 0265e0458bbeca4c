@NullMarked
package io.relaybackup.trash;

import org.jspecify.annotations.NullMarked;
