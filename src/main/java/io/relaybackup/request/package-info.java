/** What a controller needs of a request and Spring cannot give: paths in raw bytes. */
@NullMarked
package io.relaybackup.request;

import org.jspecify.annotations.NullMarked;
