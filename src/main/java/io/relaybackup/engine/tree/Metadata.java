package io.relaybackup.engine.tree;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a file system keeps about an entry besides its content.
 *
 * @param mode permission bits with set-uid, set-gid and sticky: the lowest twelve bits of {@code st_mode}
 * @param uid numeric owner
 * @param gid numeric group
 * @param modified to the nanosecond
 * @param extended extended attributes by full name ({@code user.comment}), in the order in which the file system tells
 *     them, which means nothing but is kept; empty where there are none or they cannot be read
 */
public record Metadata(int mode, int uid, int gid, Instant modified, Map<String, RawText> extended) {

    public Metadata {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("not a mode of twelve bits: " + Integer.toOctalString(mode));
        }
        extended = extended.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extended));
    }
}
