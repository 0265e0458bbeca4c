package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Whether files of JSON, or of a document of JSON on each line, can be read as such. */
final class JsonCheck {

    /** A larger single document is not looked at. */
    private static final long LARGEST = 64L << 20;

    /** Of lines, so much from the beginning and from the end. */
    private static final int LINES = 4 << 20;

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private JsonCheck() {}

    /** Whether the name says that it is one. */
    static boolean isAbout(TreePath path) {
        return isLines(path) || name(path).endsWith(".json");
    }

    private static boolean isLines(TreePath path) {
        String name = name(path);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson");
    }

    private static String name(TreePath path) {
        return path.name().toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether it can be read; also of one that is too large to tell.
     *
     * @throws IOException when its bytes cannot be had
     */
    static boolean parses(FileTree tree, Entry file, Progress progress) throws IOException {
        if (isLines(file.path())) {
            return linesParse(tree, file, progress);
        }
        if (file.size() > LARGEST) {
            return true;
        }
        try (InputStream in = tree.open(file)) {
            return parses(in, progress);
        }
    }

    private static boolean parses(InputStream in, Progress progress) throws IOException {
        long documents = 0;
        try (JsonParser parser = JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), in)) {
            while (parser.nextToken() != null) {
                documents++;
                parser.skipChildren();
                progress.checkCancelled();
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            return false;
        }
        return documents == 1;
    }

    private static boolean linesParse(FileTree tree, Entry file, Progress progress) throws IOException {
        try (InputStream in = tree.open(file)) {
            byte[] head = in.readNBytes(LINES);
            boolean all = head.length < LINES;
            if (!linesParse(head, 0, progress)) {
                return false;
            }
            if (all) {
                return true;
            }
            long skip = file.size() - 2L * LINES;
            if (skip > 0) {
                in.skipNBytes(skip);
            }
            byte[] tail = in.readNBytes(LINES);
            int first = 0;
            while (first < tail.length && tail[first] != '\n') {
                first++;
            }
            return linesParse(tail, first + 1, progress);
        }
    }

    /** Whole lines alone; what follows the last line break may still be written. */
    private static boolean linesParse(byte[] bytes, int from, Progress progress) throws IOException {
        int start = from;
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (!isBlank(bytes, start, i) && !parses(new ByteArrayInputStream(bytes, start, i - start), progress)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
