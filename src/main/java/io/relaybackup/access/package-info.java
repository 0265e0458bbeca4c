@NullMarked
package io.relaybackup.access;

import org.jspecify.annotations.NullMarked;
