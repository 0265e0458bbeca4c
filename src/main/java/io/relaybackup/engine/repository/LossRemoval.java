package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes trees again without what is lost: files of whose content a part is lost go, directories that cannot be read
 * become empty. What is left is as it was, whoever wrote it. One thread.
 */
final class LossRemoval {

    private static final byte[] EMPTY = "{\"nodes\":[]}\n".getBytes(StandardCharsets.UTF_8);

    private final BlobIndex index;
    private final TreeLoader trees;
    private final BlobWriter writer;
    private final Map<Digest, Digest> done = new HashMap<>();
    private long dropped;
    private byte @Nullable [] replacement;

    /** @param writer to the index */
    LossRemoval(RepositoryParts parts, BlobIndex index, BlobWriter writer) {
        this.index = index;
        this.trees = new TreeLoader(new BlobReader(parts.storage(), () -> index, parts.codecs()));
        this.writer = writer;
    }

    /** Files and directories that went. */
    long dropped() {
        return dropped;
    }

    /**
     * What the root of one of our backups becomes, which stays one: a manifest that is lost is replaced.
     *
     * @param manifest that takes its place
     */
    @Nullable
    Digest rewritten(Digest tree, byte[] manifest) throws IOException {
        replacement = manifest;
        try {
            return rewritten(tree);
        } finally {
            replacement = null;
        }
    }

    /** What a tree becomes; null when it is lost itself. */
    @Nullable
    Digest rewritten(Digest tree) throws IOException {
        byte[] manifest = replacement;
        replacement = null;
        Digest known = done.get(tree);
        if (known != null) {
            return known;
        }
        JsonNode json;
        try {
            json = readable(tree);
        } catch (CorruptRepositoryException e) {
            return null;
        }
        boolean changed = false;
        TreeBuilder builder = new TreeBuilder();
        for (JsonNode node : json.path("nodes")) {
            if (isLost(node)) {
                dropped++;
                changed = true;
                if (manifest != null && node instanceof ObjectNode file && isManifest(node)) {
                    builder.add(Json.bytes(replaced(file, manifest)));
                }
                continue;
            }
            JsonNode subtree = node.path("subtree");
            if (subtree.isString() && node instanceof ObjectNode directory) {
                Digest before = Digest.parse(subtree.stringValue());
                Digest after = rewritten(before);
                if (after == null) {
                    dropped++;
                    after = writer.save(BlobType.TREE, EMPTY, 0, EMPTY.length).id();
                }
                if (!after.equals(before)) {
                    directory.put("subtree", after.toString());
                    changed = true;
                }
            }
            builder.add(Json.bytes(node));
        }
        Digest result = tree;
        if (changed) {
            byte[] bytes = builder.blob();
            result = writer.save(BlobType.TREE, bytes, 0, bytes.length).id();
        }
        done.put(tree, result);
        return result;
    }

    private static boolean isManifest(JsonNode node) {
        return node.path("name").asString("").equals(Manifest.FILE_NAME);
    }

    private ObjectNode replaced(ObjectNode file, byte[] content) throws IOException {
        Digest id = writer.save(BlobType.DATA, content, 0, content.length).id();
        file.put("size", content.length);
        file.putArray("content").add(id.toString());
        return file;
    }

    private JsonNode readable(Digest tree) throws IOException {
        TreeReader reader = trees.open(tree, TreePath.ROOT);
        Node node = reader.next();
        while (node != null) {
            // All of it must make sense.
            node = reader.next();
        }
        try {
            return Json.MAPPER.readTree(trees.bytes(tree));
        } catch (JacksonException e) {
            throw new CorruptRepositoryException("the tree " + tree, "is not JSON", e);
        }
    }

    private boolean isLost(JsonNode node) {
        if (!node.path("type").asString("").equals("file")) {
            return false;
        }
        long size = 0;
        for (JsonNode id : node.path("content")) {
            Location location = index.location(BlobType.DATA, Digest.parse(id.stringValue()));
            if (location == null) {
                return true;
            }
            size += location.blob().contentLength();
        }
        return size != node.path("size").asLong(0);
    }
}
