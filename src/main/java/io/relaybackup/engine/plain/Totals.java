package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;

/**
 * What a backup holds, counted.
 *
 * @param bytes of all files' content, each name counted
 * @param created files that the backup before had not
 * @param addedBytes of files that take space of their own
 */
record Totals(
        long files,
        long directories,
        long symlinks,
        long bytes,
        long created,
        long changed,
        long unchanged,
        long addedBytes) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    Totals plus(Totals more) {
        return new Totals(
                files + more.files,
                directories + more.directories,
                symlinks + more.symlinks,
                bytes + more.bytes,
                created + more.created,
                changed + more.changed,
                unchanged + more.unchanged,
                addedBytes + more.addedBytes);
    }

    static Totals of(Entry entry, ChangeClass change, long addedBytes) {
        return switch (entry.type()) {
            case DIRECTORY -> new Totals(0, 1, 0, 0, 0, 0, 0, 0);
            case SYMLINK -> new Totals(0, 0, 1, 0, 0, 0, 0, 0);
            default ->
                new Totals(
                        1,
                        0,
                        0,
                        entry.size(),
                        change == ChangeClass.NEW ? 1 : 0,
                        change == ChangeClass.CHANGED ? 1 : 0,
                        change == ChangeClass.UNCHANGED ? 1 : 0,
                        addedBytes);
        };
    }
}
