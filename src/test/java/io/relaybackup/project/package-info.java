/** Tests of the project itself: its wrapper, its architecture, its build. */
@NullMarked
package io.relaybackup.project;

import org.jspecify.annotations.NullMarked;
