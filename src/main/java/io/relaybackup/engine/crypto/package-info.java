/**
 * The cryptography of the restic format: AES-256 in counter mode with Poly1305-AES, and keys from passwords by scrypt.
 * Pure: no files.
 */
@NullMarked
package io.relaybackup.engine.crypto;

import org.jspecify.annotations.NullMarked;
