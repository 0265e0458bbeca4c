package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** Spells the lines of {@code entries.jsonl}; see {@link EntriesWriter} for the format. */
final class EntryLine {

    private EntryLine() {}

    static void directory(TreePath directory, LineBuffer out) {
        out.ascii("{\"directory\":\"").ascii(directory.percentEncoded()).ascii("\"}\n");
    }

    static void entry(Entry entry, LineBuffer out) {
        object(entry, out);
        out.ascii('\n');
    }

    /** An entry without the line's end; the root's name is empty. */
    static void object(Entry entry, LineBuffer out) {
        Metadata metadata = entry.metadata();
        out.ascii("{\"name\":\"").ascii(entry.path().name().percentEncoded());
        out.ascii("\",\"type\":\"").ascii(word(entry));
        if (entry.isFile()) {
            out.ascii("\",\"size\":").number(entry.size()).ascii(",\"mode\":\"");
        } else {
            out.ascii("\",\"mode\":\"");
        }
        out.ascii('0').ascii(Integer.toOctalString(metadata.mode()));
        out.ascii("\",\"uid\":").number(metadata.uid());
        out.ascii(",\"gid\":").number(metadata.gid());
        out.ascii(",\"mtime\":");
        EntryTime.print(metadata.modified(), out);
        RawText target = entry.linkTarget();
        if (target != null) {
            out.ascii(",\"target\":\"").ascii(target.percentEncoded()).ascii('"');
        }
        if (!metadata.extended().isEmpty()) {
            extended(metadata.extended(), out);
        }
        ContentId id = entry.contentId();
        if (entry.isFile() && id != null && id.isSha256()) {
            out.ascii(",\"sha256\":\"").hex(id.bytes()).ascii('"');
        }
        SourceStamp stamp = entry.stamp();
        if (stamp != null) {
            stamp(stamp, out);
        }
        out.ascii('}');
    }

    private static void extended(Map<String, RawText> attributes, LineBuffer out) {
        out.ascii(",\"xattrs\":{");
        String separator = "\"";
        for (Map.Entry<String, RawText> attribute : attributes.entrySet()) {
            out.ascii(separator).ascii(RawText.utf8(attribute.getKey()).percentEncoded());
            out.ascii("\":\"")
                    .raw(Base64.getEncoder().encode(attribute.getValue().bytes()));
            separator = "\",\"";
        }
        out.ascii("\"}");
    }

    private static void stamp(SourceStamp stamp, LineBuffer out) {
        out.ascii(",\"source\":{\"size\":").number(stamp.size());
        out.ascii(",\"mtime\":");
        EntryTime.print(stamp.modified(), out);
        out.ascii(",\"ctime\":");
        EntryTime.print(stamp.changed(), out);
        out.ascii(",\"device\":").number(stamp.device());
        out.ascii(",\"inode\":").number(stamp.inode());
        out.ascii(",\"links\":").number(stamp.links());
        out.ascii(stamp.settled() ? ",\"settled\":true}" : ",\"settled\":false}");
    }

    private static String word(Entry entry) {
        return switch (entry.type()) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "symlink";
            default ->
                throw new IllegalArgumentException("a plain backup holds no "
                        + entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + entry.path());
        };
    }
}
