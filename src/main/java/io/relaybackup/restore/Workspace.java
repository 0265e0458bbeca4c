package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Source;
import java.nio.file.Path;

/**
 * Where things are in the reserved folder at the top of the data directory. Looks at nothing.
 *
 * <pre>
 * .relay-restore/lock          held by the process that works in here
 * .relay-restore/created       present when the restore made the data directory itself
 * .relay-restore/new/PATH      what comes, as it lies in the backup
 * .relay-restore/old/N         what the N-th unit replaced
 * .relay-restore/left/N        garbage of earlier restores that could not be removed
 * .relay-restore/journal.json  see {@link RestoreJournal}
 * </pre>
 */
record Workspace(LocalRoot data) {

    Path folder() {
        return data.path().resolve(Source.RESERVED);
    }

    Path lock() {
        return folder().resolve("lock");
    }

    Path createdMark() {
        return folder().resolve("created");
    }

    LocalRoot staging() {
        return new LocalRoot(folder().resolve("new"));
    }

    Path putAside() {
        return folder().resolve("old");
    }

    Path putAside(int unit) {
        return putAside().resolve(Integer.toString(unit));
    }

    Path left() {
        return folder().resolve("left");
    }

    Path left(int number) {
        return left().resolve(Integer.toString(number));
    }

    Path journal() {
        return folder().resolve("journal.json");
    }

    Path journalDraft() {
        return folder().resolve("journal.json.new");
    }

    /** Where the unit lies before it comes. */
    Path staged(TreePath path) {
        return staging().at(path);
    }
}
