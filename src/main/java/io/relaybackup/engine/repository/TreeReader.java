package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the nodes of a tree blob, one at a time. What strangers may have written is refused: names that lead elsewhere
 * or come twice or out of order, numbers beyond their fields, paths longer than any. Fields that are not known are
 * skipped. One thread.
 */
final class TreeReader {

    private final JsonParser json;
    private final TreePath directory;
    private final String label;
    private final List<TreePath> unknown = new ArrayList<>();

    private @Nullable RawText last;
    private boolean started;
    private boolean ended;

    /**
     * @param directory that the tree is of
     * @param label what messages call it
     */
    TreeReader(byte[] blob, TreePath directory, String label) {
        this.json = Json.MAPPER.createParser(blob);
        this.directory = directory;
        this.label = label;
    }

    /**
     * The next node, or null after the last.
     *
     * @throws CorruptRepositoryException when what follows makes no sense; nothing can be read from here on
     */
    @Nullable
    Node next() throws CorruptRepositoryException {
        try {
            while (!ended) {
                if (!started) {
                    start();
                }
                Node node = ended ? null : read();
                if (node != null) {
                    return node;
                }
            }
            return null;
        } catch (JacksonException e) {
            ended = true;
            throw new CorruptRepositoryException(label, "is not JSON", e);
        } catch (IllegalArgumentException e) {
            ended = true;
            throw new CorruptRepositoryException(label, "makes no sense: " + e.getMessage(), e);
        }
    }

    /** What the nodes so far have been that were passed over, because nothing of their type can be kept. */
    List<TreePath> unknown() {
        return List.copyOf(unknown);
    }

    private void start() {
        started = true;
        expect(json.nextToken(), JsonToken.START_OBJECT);
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            JsonToken value = json.nextToken();
            if (!field.equals("nodes")) {
                json.skipChildren();
            } else if (value == JsonToken.VALUE_NULL) {
                // Thus the oldest clients wrote an empty directory.
                end();
                return;
            } else {
                expect(value, JsonToken.START_ARRAY);
                return;
            }
        }
        throw new IllegalArgumentException("it has no nodes");
    }

    /** Null when there is none left, and for one that is passed over. */
    private @Nullable Node read() {
        JsonToken token = json.nextToken();
        if (token == JsonToken.END_ARRAY) {
            end();
            return null;
        }
        expect(token, JsonToken.START_OBJECT);
        NodeReader fields = NodeReader.read(json);
        RawText name = fields.name();
        if (last != null && last.compareTo(name) >= 0) {
            throw new IllegalArgumentException("'" + name + "' comes after '" + last + "'");
        }
        last = name;
        TreePath path = directory.resolve(name);
        if (path.text().length() > TreePath.MAX_LENGTH) {
            throw new IllegalArgumentException("a path is at most " + TreePath.MAX_LENGTH + " bytes long");
        }
        Node node = fields.node(path);
        if (node == null) {
            unknown.add(path);
        }
        return node;
    }

    private void end() {
        ended = true;
        while (json.nextName() != null) {
            json.nextToken();
            json.skipChildren();
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("something follows its end");
        }
    }

    private static void expect(@Nullable JsonToken token, JsonToken expected) {
        if (token != expected) {
            throw new IllegalArgumentException(
                    (token == null ? "its end" : token) + " is where " + expected + " should be");
        }
    }
}
