/** What tests of several features need to run at all. */
@NullMarked
package io.relaybackup.testing;

import org.jspecify.annotations.NullMarked;
