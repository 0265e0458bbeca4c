@NullMarked
package io.relaybackup.engine.repository;

import org.jspecify.annotations.NullMarked;
