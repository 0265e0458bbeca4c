package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory whose nodes are being made. One thread. */
final class TreeDraft {

    private static final byte[] BEGIN = "{\"nodes\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.UTF_8);

    private final @Nullable TreeDraft parent;
    private final int slotInParent;
    private final Entry entry;
    private final List<RawText> names = new ArrayList<>();
    private final List<byte @Nullable []> nodes = new ArrayList<>();

    /** Nodes that are not made yet, and one more until all are known. */
    private int missing = 1;

    /**
     * A directory.
     *
     * @param parent null for the root
     * @param slotInParent where its own node belongs
     */
    TreeDraft(@Nullable TreeDraft parent, int slotInParent, Entry entry) {
        this.parent = parent;
        this.slotInParent = slotInParent;
        this.entry = entry;
    }

    @Nullable
    TreeDraft parent() {
        return parent;
    }

    int slotInParent() {
        return slotInParent;
    }

    Entry entry() {
        return entry;
    }

    /** A child whose node is still to be made. */
    int expect(RawText name) {
        names.add(name);
        nodes.add(null);
        missing++;
        return nodes.size() - 1;
    }

    /** A child's node; null leaves the child out. */
    void set(int slot, byte @Nullable [] node) {
        nodes.set(slot, node);
        missing--;
    }

    /** Puts in a child that is none of the tree's that is taken. Only when this is complete. */
    void add(RawText name, byte[] node) {
        int at = 0;
        while (at < names.size() && names.get(at).compareTo(name) < 0) {
            at++;
        }
        names.add(at, name);
        nodes.add(at, node);
    }

    /** There are no more children. */
    void listed() {
        missing--;
    }

    boolean isComplete() {
        return missing == 0;
    }

    /** The tree's bytes; what they were made of is forgotten. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BEGIN.length
                + END.length
                + nodes.stream().mapToInt(n -> n == null ? 0 : n.length + 1).sum());
        out.writeBytes(BEGIN);
        boolean first = true;
        for (byte[] node : nodes) {
            if (node != null) {
                if (!first) {
                    out.write(',');
                }
                out.writeBytes(node);
                first = false;
            }
        }
        out.writeBytes(END);
        nodes.clear();
        return out.toByteArray();
    }
}
