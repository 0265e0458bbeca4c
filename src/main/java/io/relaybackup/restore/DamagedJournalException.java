package io.relaybackup.restore;

import java.io.IOException;

/** There is a restore journal, and it says nothing: only a person can tell which state the data directory is in. */
final class DamagedJournalException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedJournalException(Throwable cause) {
        super(
                "the restore journal in the data directory's folder .relay-restore is damaged; nothing was touched."
                        + " Its subfolder 'old' holds what the restore replaced, 'new' what had not come yet."
                        + " Put the data right by hand and remove the folder",
                cause);
    }
}
