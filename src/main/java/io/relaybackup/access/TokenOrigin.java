package io.relaybackup.access;

/** Where a token comes from. The words in JSON are these in lower case. */
enum TokenOrigin {
    /** Made at the first start. */
    START,
    CONFIGURATION,
    API
}
