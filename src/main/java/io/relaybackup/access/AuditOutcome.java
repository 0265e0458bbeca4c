package io.relaybackup.access;

/** How an audited call ended. The words in JSON are these in lower case. */
enum AuditOutcome {
    /** As asked; an operation that it started has an outcome of its own. */
    DONE,
    /** By 401, 403 or 429. */
    REFUSED,
    /** By another error, or the answer broke off. */
    FAILED;

    static AuditOutcome of(int status) {
        return switch (status) {
            case 401, 403, 429 -> REFUSED;
            default -> status < 400 ? DONE : FAILED;
        };
    }
}
