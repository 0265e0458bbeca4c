package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes nodes, byte for byte as restic 0.18 writes the same thing in the same time zone, so that trees deduplicate
 * whoever wrote them:
 *
 * <pre>{@code
 * {"name":"a","type":"file","mode":420,"mtime":"…","atime":"…","ctime":"…","uid":0,"gid":0,"user":"root",
 *  "group":"root","inode":7,"device_id":1,"size":3,"links":1,"content":["…"]}
 * }</pre>
 *
 * What is zero or empty is left out, but for owners and content. The time of access is never looked at and is that of
 * modification. Only one thread may use it.
 */
final class NodeJson {

    private static final int USUAL_SIZE = 1024;

    private final ZonedTimes times;
    private final Owners owners;
    private final Map<Long, byte[]> spelledOwners = new HashMap<>();
    private final JsonBuffer out = new JsonBuffer(USUAL_SIZE);

    /**
     * @param zone that times are told in; {@link ZoneId#systemDefault()} is what restic takes
     * @param owners who have names
     */
    NodeJson(ZoneId zone, Owners owners) {
        this.times = new ZonedTimes(zone);
        this.owners = owners;
    }

    /** The JSON of an entry, and where its content lies. */
    byte[] write(Entry entry, List<Digest> content, @Nullable Digest subtree) {
        return write(new Node(entry, content, subtree));
    }

    byte[] write(Node node) {
        out.clear();
        Entry entry = node.entry();
        Metadata metadata = entry.metadata();
        SourceStamp stamp = entry.stamp();
        out.ascii("{\"name\":").string(QuotedName.quote(entry.path().name().bytes()));
        out.ascii(",\"type\":\"").ascii(NodeType.word(entry.type())).ascii('"');
        unlessZero(",\"mode\":", NodeType.goMode(entry.type(), metadata.mode()));
        times(metadata, stamp);
        out.raw(spelledOwners.computeIfAbsent(
                (long) metadata.uid() << 32 | metadata.gid() & 0xffffffffL, key -> ownersOf(metadata)));
        if (stamp != null) {
            unlessZero(",\"inode\":", stamp.inode());
            unlessZero(",\"device_id\":", stamp.device());
        }
        unlessZero(",\"size\":", entry.size());
        if (stamp != null && hasLinks(entry.type())) {
            unlessZero(",\"links\":", stamp.links());
        }
        if (entry.linkTarget() != null) {
            target(entry.linkTarget().bytes());
        }
        extended(metadata.extended());
        unlessZero(",\"device\":", entry.device());
        content(node);
        if (node.subtree() != null) {
            out.ascii(",\"subtree\":").digest(node.subtree());
        }
        return out.ascii('}').copy();
    }

    private void unlessZero(String field, long value) {
        if (value != 0) {
            out.ascii(field).unsigned(value);
        }
    }

    private void times(Metadata metadata, @Nullable SourceStamp stamp) {
        out.ascii(",\"mtime\":");
        int from = out.length();
        times.write(metadata.modified(), out);
        int to = out.length();
        out.ascii(",\"atime\":").again(from, to).ascii(",\"ctime\":");
        times.write(stamp == null ? ZonedTimes.NONE : stamp.changed(), out);
    }

    private byte[] ownersOf(Metadata metadata) {
        JsonBuffer text = new JsonBuffer(64);
        text.ascii(",\"uid\":").unsigned(Integer.toUnsignedLong(metadata.uid()));
        text.ascii(",\"gid\":").unsigned(Integer.toUnsignedLong(metadata.gid()));
        RawText user = owners.user(metadata.uid());
        if (user != null) {
            text.ascii(",\"user\":").string(user.bytes());
        }
        RawText group = owners.group(metadata.gid());
        if (group != null) {
            text.ascii(",\"group\":").string(group.bytes());
        }
        return text.copy();
    }

    private static boolean hasLinks(EntryType type) {
        return type != EntryType.DIRECTORY && type != EntryType.FIFO && type != EntryType.SOCKET;
    }

    /** A target that is not UTF-8 is there twice: for old clients, and as it is. */
    private void target(byte[] target) {
        if (target.length == 0) {
            return;
        }
        out.ascii(",\"linktarget\":").string(target);
        if (!Utf8.isValid(target)) {
            out.ascii(",\"linktarget_raw\":").base64(target);
        }
    }

    private void extended(Map<String, RawText> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        String separator = ",\"extended_attributes\":[";
        for (Map.Entry<String, RawText> attribute : attributes.entrySet()) {
            out.ascii(separator).ascii("{\"name\":");
            out.string(attribute.getKey().getBytes(StandardCharsets.UTF_8));
            out.ascii(",\"value\":").base64(attribute.getValue().bytes()).ascii('}');
            separator = ",";
        }
        out.ascii(']');
    }

    private void content(Node node) {
        if (!node.entry().isFile()) {
            out.ascii(",\"content\":null");
            return;
        }
        out.ascii(",\"content\":[");
        List<Digest> content = node.content();
        for (int i = 0; i < content.size(); i++) {
            if (i > 0) {
                out.ascii(',');
            }
            out.digest(content.get(i));
        }
        out.ascii(']');
    }
}
