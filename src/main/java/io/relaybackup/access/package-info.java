/**
 * Who may do what: bearer tokens and their scopes, the one table of calls and the scopes they need, the limit on
 * guessing, and the audit log.
 *
 * <p>A controller learns who asks from the request alone: {@code Principal.getName()} is the token's name, and
 * {@code request.isUserInRole("restore")} tells whether it has a scope, implied ones included.
 */
@NullMarked
package io.relaybackup.access;

import org.jspecify.annotations.NullMarked;
