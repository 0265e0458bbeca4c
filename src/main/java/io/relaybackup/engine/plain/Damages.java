package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what a verification finds. Safe for many threads. */
final class Damages {

    private final List<Damage> listed = new ArrayList<>();

    private long count;

    private long files;

    private long bytes;

    void add(TreePath path, String message) {
        add(path.percentEncoded(), message);
    }

    /** Of one of the records, by its name in the backup's folder. */
    synchronized void add(String path, String message) {
        count++;
        if (listed.size() < VerifyReport.LISTED) {
            listed.add(new Damage(path, message));
        }
    }

    synchronized void looked(long moreFiles, long comparedBytes) {
        files += moreFiles;
        bytes += comparedBytes;
    }

    synchronized VerifyReport report(VerifyLevel level) {
        List<Damage> sorted = new ArrayList<>(listed);
        sorted.sort(Comparator.comparing(Damage::path));
        return new VerifyReport(level, files, bytes, count, sorted);
    }
}
