package io.relaybackup.state;

import java.nio.file.Path;

/** Another service holds the state directory; two on one would mix their histories and tokens. */
public final class StateDirectoryInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StateDirectoryInUseException(Path directory, String holder) {
        super("The state directory " + directory + " is in use by another service (" + holder
                + "). Stop that one, or give this one a directory of its own with relay.backup.state-directory.");
    }
}
