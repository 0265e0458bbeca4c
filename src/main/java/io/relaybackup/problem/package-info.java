@NullMarked
package io.relaybackup.problem;

import org.jspecify.annotations.NullMarked;
