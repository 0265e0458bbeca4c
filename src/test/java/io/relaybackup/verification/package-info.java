@NullMarked
package io.relaybackup.verification;

import org.jspecify.annotations.NullMarked;
