package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file in {@code snapshots}: the root of a backup, and what it was made of.
 *
 * <pre>{@code
 * {"time":"2026-11-23T04:00:00.123+01:00","parent":"…","tree":"…","paths":["/data"],"hostname":"relay-1",
 *  "username":"relay","uid":1000,"gid":1000,"excludes":["*.tmp"],"tags":["nightly"],"original":"…",
 *  "program_version":"…","summary":{…}}
 * }</pre>
 *
 * What is zero or empty is left out, but for time, tree and paths. Nothing in it ever changes: with other tags it is
 * another file, which names the first as its {@code original}, and takes its place.
 *
 * @param time to the nanosecond, in the zone where it was made; its offset in whole minutes
 * @param parent the snapshot that this one was compared with
 * @param tree the root's blob
 * @param paths absolute, what was asked for
 * @param original the id that it had before its tags were changed for the first time
 * @param unknown a JSON object with the fields that are not known here, which stay as they are
 */
record Snapshot(
        OffsetDateTime time,
        @Nullable Digest parent,
        Digest tree,
        List<String> paths,
        String hostname,
        String username,
        long uid,
        long gid,
        List<String> excludes,
        List<String> tags,
        @Nullable Digest original,
        String programVersion,
        @Nullable SnapshotSummary summary,
        String unknown) {

    static final String NOTHING_UNKNOWN = "{}";

    Snapshot {
        if (time.getOffset().getTotalSeconds() % 60 != 0) {
            throw new IllegalArgumentException("a snapshot's time zone has no seconds: " + time);
        }
        if (uid < 0 || uid > 0xffffffffL || gid < 0 || gid > 0xffffffffL) {
            throw new IllegalArgumentException("an owner is a number of 32 bits, not " + uid + ":" + gid);
        }
        paths = List.copyOf(paths);
        excludes = List.copyOf(excludes);
        tags = List.copyOf(tags);
    }

    /**
     * The snapshot with other tags.
     *
     * @param id that it has now
     */
    Snapshot withTags(List<String> newTags, Digest id) {
        return new Snapshot(
                time,
                parent,
                tree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                newTags,
                original == null ? id : original,
                programVersion,
                summary,
                unknown);
    }

    /** As if it had not been rewritten from another one. */
    Snapshot withoutOriginal() {
        return new Snapshot(
                time,
                parent,
                tree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                tags,
                null,
                programVersion,
                summary,
                unknown);
    }

    /** Whether there is no difference but in tags, as when only these were replaced. */
    boolean holdsWhat(Snapshot other) {
        return tree.equals(other.tree)
                && time.isEqual(other.time)
                && paths.equals(other.paths)
                && hostname.equals(other.hostname);
    }

    /**
     * The snapshot of another tree, as when what is lost leaves it.
     *
     * @param id that it has now
     */
    Snapshot withTree(Digest newTree, Digest id) {
        return new Snapshot(
                time,
                parent,
                newTree,
                paths,
                hostname,
                username,
                uid,
                gid,
                excludes,
                tags,
                original == null ? id : original,
                programVersion,
                summary,
                unknown);
    }

    byte[] json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("time", ZonedTimes.format(time));
        putUnlessNull(json, "parent", parent);
        json.put("tree", tree.toString());
        paths.forEach(json.putArray("paths")::add);
        putUnlessEmpty(json, "hostname", hostname);
        putUnlessEmpty(json, "username", username);
        putUnlessZero(json, "uid", uid);
        putUnlessZero(json, "gid", gid);
        putUnlessEmpty(json, "excludes", excludes);
        putUnlessEmpty(json, "tags", tags);
        putUnlessNull(json, "original", original);
        putUnlessEmpty(json, "program_version", programVersion);
        if (summary != null) {
            json.set("summary", summary.json());
        }
        json.setAll((ObjectNode) Json.MAPPER.readTree(unknown));
        return Json.bytes(json);
    }

    private static void putUnlessNull(ObjectNode json, String field, @Nullable Digest value) {
        if (value != null) {
            json.put(field, value.toString());
        }
    }

    private static void putUnlessEmpty(ObjectNode json, String field, String value) {
        if (!value.isEmpty()) {
            json.put(field, value);
        }
    }

    private static void putUnlessEmpty(ObjectNode json, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(json.putArray(field)::add);
        }
    }

    private static void putUnlessZero(ObjectNode json, String field, long value) {
        if (value != 0) {
            json.put(field, value);
        }
    }

    /**
     * Reads what {@link #json} or any version of restic wrote.
     *
     * @throws CorruptRepositoryException when it makes no sense
     */
    static Snapshot parse(StorageName file, byte[] bytes) throws CorruptRepositoryException {
        return new SnapshotReader(file, bytes).read();
    }
}
