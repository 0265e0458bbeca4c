package io.relaybackup.engine.tree;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A directory's children in order, one at a time, so that a directory of a million files needs no memory for their
 * entries.
 */
public interface Listing extends Closeable {

    /** The next child, or null after the last. */
    @Nullable
    Entry next() throws IOException;

    @Override
    void close() throws IOException;

    /** Of entries that are at hand, which must be sorted. */
    static Listing of(Iterable<Entry> sorted) {
        Iterator<Entry> entries = sorted.iterator();
        return new Listing() {
            @Override
            public @Nullable Entry next() {
                return entries.hasNext() ? entries.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
