package io.relaybackup.benchmark;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source of as many small files as are asked for, a thousand in a directory, which takes no room of its own. */
final class ManyFiles implements FileTree {

    private static final int IN_A_DIRECTORY = 1000;

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private static final int FILE_MODE = 0644;

    private static final int DIRECTORY_MODE = 0755;

    private final int directories;

    ManyFiles(int files) {
        this.directories = files / IN_A_DIRECTORY;
    }

    @Override
    public Entry root() {
        return directory(TreePath.ROOT);
    }

    @Override
    public Listing list(TreePath directory) {
        int count = directory.isRoot() ? directories : IN_A_DIRECTORY;
        return new Listing() {

            private int next;

            @Override
            public @Nullable Entry next() {
                if (next == count) {
                    return null;
                }
                int number = next++;
                String name = String.format(Locale.ROOT, "%06d", number);
                return directory.isRoot()
                        ? directory(TreePath.of(name))
                        : file(TreePath.of(directory + "/" + name + ".json"), number);
            }

            @Override
            public void close() {}
        };
    }

    private static Entry directory(TreePath path) {
        return new Entry(
                path, EntryType.DIRECTORY, 0, new Metadata(DIRECTORY_MODE, 0, 0, TIME, Map.of()), null, null, null);
    }

    private static Entry file(TreePath path, int number) {
        int size = content(path).length;
        return new Entry(
                path,
                EntryType.FILE,
                size,
                new Metadata(FILE_MODE, 0, 0, TIME.plusSeconds(number), Map.of()),
                null,
                null,
                new SourceStamp(size, TIME.plusSeconds(number), TIME, 1, path.hashCode() & 0x7fffffffL, 1, true));
    }

    private static byte[] content(TreePath path) {
        return ("{\"file\":\"" + path + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root();
        }
        Listing siblings = list(path.parent());
        for (Entry entry = siblings.next(); entry != null; entry = siblings.next()) {
            if (entry.path().equals(path)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public InputStream open(Entry file) throws NoSuchFileException {
        return new ByteArrayInputStream(content(file.path()));
    }

    @Override
    public void close() {}
}
