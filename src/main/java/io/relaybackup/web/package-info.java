@NullMarked
package io.relaybackup.web;

import org.jspecify.annotations.NullMarked;
