package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.storage.StoredFile;
import java.util.Optional;

/** The kinds of files of a repository besides its {@code config}, and where they lie. */
enum FileKind {
    KEY("keys"),
    LOCK("locks"),
    SNAPSHOT("snapshots"),
    INDEX("index"),
    /** In 256 folders, by the first two digits of their names. */
    PACK("data");

    /** The one file without a digest for a name. */
    static final StorageName CONFIG = new StorageName("config");

    private final String folder;

    FileKind(String folder) {
        this.folder = folder;
    }

    StorageName folder() {
        return new StorageName(folder);
    }

    StorageName name(Digest id) {
        String hex = id.toString();
        return new StorageName(this == PACK ? folder + "/" + hex.substring(0, 2) + "/" + hex : folder + "/" + hex);
    }

    /** The id of a file of this kind; empty for what has no place in a repository. */
    Optional<Digest> idOf(StoredFile file) {
        try {
            Digest id = Digest.parse(file.name().last());
            return name(id).equals(file.name()) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
