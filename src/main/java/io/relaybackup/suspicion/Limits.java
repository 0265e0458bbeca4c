package io.relaybackup.suspicion;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.util.List;

/**
 * How much of one component may change from one backup to the next. Shares are percent of what the good backup has; 100
 * never is too much.
 *
 * @param filesRemoved share of files that may go; those that only moved do not count
 * @param bytesLost share of bytes that may go
 * @param changed share of files whose content may change
 * @param incompressible share of files that may turn from compressible to incompressible
 * @param blank share of files that may turn into zeros or nothing
 * @param unparsable files of JSON that may cease to be it
 * @param appendOnly append-only files that may become shorter or change in their old part
 * @param minimumFiles below so many files no share is too much, unless it is all of at least three
 * @param rotated append-only files that are rotated: they may become shorter, change and go
 */
record Limits(
        int filesRemoved,
        int bytesLost,
        int changed,
        int incompressible,
        int blank,
        int unparsable,
        int appendOnly,
        int minimumFiles,
        List<Glob> rotated) {

    Limits {
        rotated = List.copyOf(rotated);
    }

    boolean isRotated(TreePath path) {
        return rotated.stream().anyMatch(glob -> glob.matches(path));
    }

    /** Of which all may go without a word: a file or two come and go. */
    static final int FEW = 3;

    /** Whether a part of a whole is more than a share allows, and too many files for a chance. */
    boolean exceeds(int limit, long part, long whole) {
        return exceeds(limit, part, whole, minimumFiles);
    }

    /**
     * The same for what hardly ever happens by chance.
     *
     * @param least files; all of the whole are enough, unless these are hardly any
     */
    boolean exceeds(int limit, long part, long whole, int least) {
        return part * 100.0 > (double) limit * whole && (part >= least || part >= whole && part >= FEW);
    }
}
