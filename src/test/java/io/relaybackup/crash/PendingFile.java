package io.relaybackup.crash;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An inode: how it surely is on the disk, and what was done to it since it was forced. */
final class PendingFile {

    private Disk.Node durable;

    private final List<Op.Change> since = new ArrayList<>();

    PendingFile(Disk.Node durable) {
        this.durable = durable;
    }

    void add(Op.Change change) {
        since.add(change);
    }

    void force() {
        durable = applied(since, durable);
        since.clear();
    }

    boolean isPending() {
        return !since.isEmpty();
    }

    Kind kind() {
        return durable.kind();
    }

    /** What may be there; the first is all of it, the second nothing of it. */
    List<Disk.Node> outcomes() {
        if (since.isEmpty()) {
            return List.of(durable);
        }
        Disk.Node all = applied(since, durable);
        Set<Disk.Node> outcomes = new LinkedHashSet<>();
        outcomes.add(all);
        outcomes.add(durable);
        // The journal has the size, but the blocks were never written.
        outcomes.add(with(all, zeroed()));
        outcomes.add(with(durable, half()));
        outcomes.add(with(durable, all.content()));
        outcomes.add(with(all, durable.content()));
        return List.copyOf(outcomes);
    }

    private static Disk.Node with(Disk.Node attributes, Content content) {
        return new Disk.Node(attributes.kind(), content, attributes.attributes(), attributes.target());
    }

    private static Disk.Node applied(List<Op.Change> changes, Disk.Node before) {
        Content content = before.content();
        Attributes attributes = before.attributes();
        for (Op.Change change : changes) {
            if (change instanceof Op.SetAttributes set) {
                attributes = set.attributes();
            } else {
                content = applied(change, content);
            }
        }
        return new Disk.Node(before.kind(), content, attributes, before.target());
    }

    private static Content applied(Op.Change change, Content content) {
        if (change instanceof Op.Write write) {
            return content.with(write.offset(), write.bytes());
        }
        return change instanceof Op.Truncate truncate ? content.cut(truncate.size()) : content;
    }

    private Content zeroed() {
        Content content = durable.content();
        for (Op.Change change : since) {
            content = change instanceof Op.Write write
                    ? content.with(write.offset(), Content.zeros(write.bytes().size()))
                    : applied(change, content);
        }
        return content;
    }

    /** Half of the bytes that were written, the last piece of them cut. */
    private Content half() {
        int left = since.stream()
                        .mapToInt(change ->
                                change instanceof Op.Write write ? write.bytes().size() : 0)
                        .sum()
                / 2;
        Content content = durable.content();
        for (Op.Change change : since) {
            if (change instanceof Op.Write write) {
                Content piece = write.bytes().cut(left);
                if (piece.size() > 0) {
                    content = content.with(write.offset(), piece);
                }
                left -= piece.size();
            } else {
                content = applied(change, content);
            }
        }
        return content;
    }
}
