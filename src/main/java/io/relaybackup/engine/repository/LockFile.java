package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.time.Instant;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;

/**
 * A file in {@code locks}: <code>
 * {"time":"2026-11-23T03:00:00.123456789Z","exclusive":false,"hostname":"…","username":"…","pid":1}</code>. The format
 * has {@code uid} and {@code gid} as well, for people only; Java does not know them, and they may be left out.
 *
 * @param time when it was made, or last refreshed
 * @param pid of the process on that host
 */
record LockFile(Instant time, LockKind kind, String hostname, String username, long pid) {

    byte[] json() {
        return Json.bytes(Json.MAPPER
                .createObjectNode()
                .put("time", ZonedTimes.format(time.atOffset(ZoneOffset.UTC)))
                .put("exclusive", kind == LockKind.EXCLUSIVE)
                .put("hostname", hostname)
                .put("username", username)
                .put("pid", pid));
    }

    /** Reads what any client wrote; only the time must be there. */
    static LockFile parse(StorageName file, byte[] json) throws CorruptRepositoryException {
        JsonNode node = Json.object(file, json);
        try {
            return new LockFile(
                    ZonedTimes.parse(Json.text(file, node, "time")).toInstant(),
                    node.path("exclusive").asBoolean(false) ? LockKind.EXCLUSIVE : LockKind.SHARED,
                    node.path("hostname").asString(""),
                    node.path("username").asString(""),
                    node.path("pid").asLong(0));
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "has no time that makes sense", e);
        }
    }
}
