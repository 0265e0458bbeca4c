package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What stands at the end of {@code entries.jsonl}.
 *
 * @param index sorted
 * @param indexAt where it starts, in bytes
 */
record EntriesEnd(Totals totals, List<Mark> index, long indexAt) {

    private static final JsonFactory JSON = new JsonFactory();

    /** More than the last line can have. */
    private static final int TAIL = 1024;

    static EntriesEnd read(FileChannel channel) throws IOException {
        try {
            Map<String, Long> counts = counts(lastLine(channel));
            long indexAt = count(counts, "index");
            Totals totals = new Totals(
                    count(counts, "files"),
                    count(counts, "directories"),
                    count(counts, "symlinks"),
                    count(counts, "bytes"),
                    count(counts, "new"),
                    count(counts, "changed"),
                    count(counts, "unchanged"),
                    count(counts, "added"));
            return new EntriesEnd(totals, index(channel, indexAt), indexAt);
        } catch (JacksonException | IllegalArgumentException e) {
            throw EntriesCursor.damage(e);
        }
    }

    private static byte[] lastLine(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL, size));
        while (tail.hasRemaining()) {
            if (channel.read(tail, size - tail.remaining()) < 0) {
                throw new EOFException("the file shrinks");
            }
        }
        byte[] bytes = tail.array();
        int start = bytes.length - 1;
        if (start < 0 || bytes[start] != '\n') {
            throw new IllegalArgumentException("it is cut off");
        }
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return java.util.Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private static Map<String, Long> counts(byte[] line) {
        Map<String, Long> counts = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is cut off: the last line does not count");
            }
            for (String field = json.nextName(); field != null; field = json.nextName()) {
                if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    counts.put(field, json.getLongValue());
                } else {
                    json.skipChildren();
                }
            }
        }
        return counts;
    }

    private static long count(Map<String, Long> counts, String field) {
        Long count = counts.get(field);
        if (count == null || count < 0) {
            throw new IllegalArgumentException("it is cut off: the last line does not count '" + field + "'");
        }
        return count;
    }

    private static List<Mark> index(FileChannel channel, long from) {
        List<Mark> index = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), new ChannelInput(channel, from))) {
            while (json.nextToken() == JsonToken.START_OBJECT && "at".equals(json.nextName())) {
                json.nextToken();
                index.add(mark(json.getLongValue(), json));
            }
        }
        return List.copyOf(index);
    }

    private static Mark mark(long at, JsonParser json) {
        TreePath directory = null;
        @Nullable RawText name = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            json.nextToken();
            switch (field) {
                case "directory" -> directory = TreePath.percentDecoded(json.getString());
                case "name" -> name = RawText.percentDecoded(json.getString());
                default -> json.skipChildren();
            }
        }
        if (directory == null) {
            throw new IllegalArgumentException("the index has a line without a directory");
        }
        return new Mark(directory, name, at);
    }
}
