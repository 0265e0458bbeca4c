package io.relaybackup.restore;

/** Says in a sentence how a restore that was cut short ended. */
final class RecoveryReport {

    static final String NOTHING = "There is no interrupted restore; the data directory is whole.";

    private RecoveryReport() {}

    static String of(RestoreJournal journal) {
        String what = "The restore of " + journal.backup() + " (" + journal.operation() + ") was interrupted ";
        return what
                + switch (journal.phase()) {
                    case RESTORED -> "after everything was in place: the data directory is wholly as in the backup.";
                    case UNDONE -> "and has been undone: the data directory is wholly as it was before.";
                    case SWAPPING -> throw new IllegalArgumentException("not recovered yet: " + journal.operation());
                };
    }
}
