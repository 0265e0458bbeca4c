package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The children of a live directory: the names of one moment, sorted; each looked at when its turn comes. Keeps nothing
 * open.
 */
final class DirectoryListing implements Listing {

    private final LiveSource source;
    private final KnownDirectory directory;
    private final RawText[] names;
    private final Instant young;
    private int next;

    DirectoryListing(LiveSource source, KnownDirectory directory, List<RawText> names, Instant young) {
        this.source = source;
        this.directory = directory;
        this.names = names.toArray(new RawText[0]);
        this.young = young;
        Arrays.sort(this.names);
    }

    @Override
    public @Nullable Entry next() {
        while (next < names.length) {
            RawText name = names[next++];
            // A name that moved while the directory was read can come twice.
            if (next < names.length && name.equals(names[next])) {
                continue;
            }
            Entry entry = entry(name);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry entry(RawText name) {
        TreePath path = directory.where().resolve(name);
        switch (source.rules().of(path)) {
            case EXCLUDED -> {
                return null;
            }
            case RESERVED -> {
                source.warn(path, "left out, as its name is reserved");
                return null;
            }
            case INCLUDED, APPEND_ONLY -> {
                // looked at below
            }
        }
        try {
            return source.entry(directory, name, path, young);
        } catch (IOException e) {
            source.report(path, e);
            return null;
        }
    }

    @Override
    public void close() {
        next = names.length;
    }
}
