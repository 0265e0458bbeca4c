package io.relaybackup.engine.repository;

import java.io.IOException;

/** A repository is in a version of the format that is not spoken here. */
public final class UnknownVersionException extends IOException {

    private static final long serialVersionUID = 1L;

    UnknownVersionException(int version) {
        super("the repository has version " + version + " of the format; known are 1 to " + RepositoryConfig.NEWEST);
    }
}
