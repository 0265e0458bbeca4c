@NullMarked
package io.relaybackup.operation;

import org.jspecify.annotations.NullMarked;
