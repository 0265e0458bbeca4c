@NullMarked
package io.relaybackup.state;

import org.jspecify.annotations.NullMarked;
