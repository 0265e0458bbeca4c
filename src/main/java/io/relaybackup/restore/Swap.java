package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries out the renames that a journal announces, and takes them back. Does not write the journal.
 *
 * <p>Both ways end with every directory concerned forced. Taking back may start from any mixture of done and undone
 * renames, its own included, and can be repeated.
 */
final class Swap {

    private final Workspace workspace;
    private final LocalRoot data;
    private final SwapFiles files;

    Swap(Workspace workspace, SwapFiles files) {
        this.workspace = workspace;
        this.data = workspace.data();
        this.files = files;
    }

    /** From wholly old to wholly new. */
    void forward(RestoreJournal journal) throws IOException {
        List<Unit> units = journal.units();
        for (Unit unit : units) {
            data.requireRealParents(unit.path());
        }
        open(journal.directories());
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            data.requireRealParents(unit.path());
            if (unit.replaces()) {
                files.rename(data.at(unit.path()), workspace.putAside(i));
            }
            if (unit.installs()) {
                files.rename(workspace.staged(unit.path()), data.at(unit.path()));
            }
        }
        settleNew(journal.directories());
        force(units, journal.directories());
    }

    /** From whatever there is to wholly old. */
    void back(RestoreJournal journal) throws IOException {
        open(journal.directories());
        List<Unit> units = journal.units();
        for (int i = units.size() - 1; i >= 0; i--) {
            back(units.get(i), workspace.putAside(i));
        }
        settleOld(journal.directories());
        force(units, journal.directories());
    }

    /**
     * Where the old one was put aside, whatever stands in its place is new. Where it was not, its place was not touched
     * yet or is restored already. Where there never was an old one, the staged one's absence shows that it was
     * installed.
     */
    private void back(Unit unit, Path putAside) throws IOException {
        Path place = data.at(unit.path());
        Path staged = workspace.staged(unit.path());
        boolean replaced = unit.replaces() && files.exists(putAside);
        boolean installed = replaced || !unit.replaces() && !files.exists(staged);
        if (replaced || installed) {
            data.requireRealParents(unit.path());
        }
        if (installed && files.exists(place)) {
            if (files.exists(staged)) {
                // Neither old nor new: somebody wrote here between two renames. The place belongs to the old one.
                files.remove(staged);
            }
            files.rename(place, staged);
        }
        if (replaced) {
            files.rename(putAside, place);
        }
    }

    /** A directory that its owner may not write can neither lose an entry nor be moved. */
    private void open(List<TouchedDirectory> directories) throws IOException {
        for (TouchedDirectory directory : directories) {
            Path path = data.at(directory.path());
            if (isReal(directory.path())) {
                DirectoryMetadata now = DirectoryMetadata.read(path);
                if (!now.isOpen()) {
                    files.apply(path, now.opened());
                }
            }
        }
    }

    /** Children first, for a parent may close itself. */
    private void settleNew(List<TouchedDirectory> directories) throws IOException {
        for (int i = directories.size() - 1; i >= 0; i--) {
            DirectoryMetadata after = directories.get(i).after();
            if (after != null) {
                files.apply(data.at(directories.get(i).path()), after);
            }
        }
    }

    private void settleOld(List<TouchedDirectory> directories) throws IOException {
        for (int i = directories.size() - 1; i >= 0; i--) {
            DirectoryMetadata before = directories.get(i).before();
            if (before != null && isReal(directories.get(i).path())) {
                files.apply(data.at(directories.get(i).path()), before);
            }
        }
    }

    /** Somebody may have put a symlink in a directory's place; it is not ours, and neither is what it leads to. */
    private boolean isReal(TreePath directory) throws IOException {
        return data.hasRealParents(directory) && files.isDirectory(data.at(directory));
    }

    private void force(List<Unit> units, List<TouchedDirectory> directories) throws IOException {
        Set<TreePath> concerned = new TreeSet<>();
        Set<Path> places = new TreeSet<>();
        places.add(workspace.putAside());
        for (Unit unit : units) {
            concerned.add(unit.path().parent());
            if (unit.installs()) {
                places.add(workspace.staged(unit.path().parent()));
            }
        }
        directories.forEach(directory -> concerned.add(directory.path()));
        for (TreePath directory : concerned) {
            if (isReal(directory)) {
                places.add(data.at(directory));
            }
        }
        for (Path place : places) {
            files.force(place);
        }
    }
}
