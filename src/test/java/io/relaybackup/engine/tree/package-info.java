@NullMarked
package io.relaybackup.engine.tree;

import org.jspecify.annotations.NullMarked;
