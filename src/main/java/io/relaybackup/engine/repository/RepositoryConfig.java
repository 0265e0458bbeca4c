package io.relaybackup.engine.repository;

import io.relaybackup.engine.chunk.Polynomial;
import java.io.IOException;
import java.security.SecureRandom;
import tools.jackson.databind.JsonNode;

/**
 * The {@code config} of a repository, written once: <code>{"version":2,"id":"…","chunker_polynomial":"…"}</code>,
 * sealed and never compressed.
 *
 * @param version of the format, 1 or 2; without compression in 1
 * @param id random, the same wherever the repository is moved to
 * @param polynomial by which content is cut
 */
record RepositoryConfig(int version, Digest id, Polynomial polynomial) {

    /** What new repositories are made in. */
    static final int NEWEST = 2;

    static RepositoryConfig random(SecureRandom random) {
        byte[] id = new byte[Digest.LENGTH];
        random.nextBytes(id);
        return new RepositoryConfig(NEWEST, Digest.of(id, 0), Polynomial.random(random));
    }

    byte[] json() {
        return Json.bytes(Json.MAPPER
                .createObjectNode()
                .put("version", version)
                .put("id", id.toString())
                .put("chunker_polynomial", polynomial.toString()));
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws UnknownVersionException when a newer client made the repository
     * @throws CorruptRepositoryException when it makes no sense
     */
    static RepositoryConfig parse(byte[] json) throws IOException {
        JsonNode node = Json.object(FileKind.CONFIG, json);
        int version = Json.integer(FileKind.CONFIG, node, "version");
        if (version < 1 || version > NEWEST) {
            throw new UnknownVersionException(version);
        }
        try {
            return new RepositoryConfig(
                    version,
                    Digest.parse(Json.text(FileKind.CONFIG, node, "id")),
                    Polynomial.parse(Json.text(FileKind.CONFIG, node, "chunker_polynomial")));
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(FileKind.CONFIG, "makes no sense: " + e.getMessage(), e);
        }
    }
}
