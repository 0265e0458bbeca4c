package io.relaybackup.access;

import java.util.Optional;

/** The tokens there are, to whoever holds a value. */
interface Tokens {

    /** The token with this value; empty for a wrong or an expired one. */
    Optional<Token> find(String value);
}
