package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.plain.EntriesCursor.Line;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.NotesJson;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a backup of ours with its record: the records with themselves and each other, and the files with what is
 * recorded of them, directory by directory in one pass.
 */
final class Verification {

    private final BackupId id;

    private final Path folder;

    private final Clock clock;

    private final Damages damages = new Damages();

    Verification(BackupId id, Path folder, Clock clock) {
        this.id = id;
        this.folder = folder;
        this.clock = clock;
    }

    VerifyReport run(VerifyLevel level, Progress progress) throws IOException {
        checkManifest();
        checkNotes();
        try (EntriesFile entries = EntriesFile.open(folder.resolve(Layout.ENTRIES));
                DirectoryTree files = BackupFiles.open(folder, this::report, clock)) {
            ContentCheck contents = level == VerifyLevel.DATA ? new ContentCheck(files, damages, progress) : null;
            compare(entries, files, contents, progress);
        } catch (CorruptBackupException e) {
            damages.add(Layout.ENTRIES, String.valueOf(e.getMessage()));
        }
        damages.throwTrouble(folder);
        new ForeignRecords(folder, damages).check();
        return damages.report(level);
    }

    private void checkManifest() throws IOException {
        try {
            Manifest manifest = ManifestJson.read(Records.bytes(folder.resolve(Manifest.FILE_NAME)));
            boolean external = manifest.id() == null && id.snapshot() != null;
            if (!external && !id.equals(manifest.id())) {
                damages.add(Manifest.FILE_NAME, "is of " + manifest.id() + ", not of " + id);
            }
        } catch (NoSuchFileException e) {
            damages.add(Manifest.FILE_NAME, "is missing");
        } catch (CorruptBackupException e) {
            damages.add(Manifest.FILE_NAME, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            damages.unreadable(TreePath.of(Manifest.FILE_NAME), e);
        }
    }

    private void checkNotes() throws IOException {
        try {
            NotesJson.read(Records.bytes(folder.resolve(Layout.NOTES)));
        } catch (NoSuchFileException e) {
            damages.add(Layout.NOTES, "is missing");
        } catch (CorruptBackupException e) {
            damages.add(Layout.NOTES, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            damages.unreadable(TreePath.of(Layout.NOTES), e);
        }
    }

    private void report(TreeProblem problem) {
        if (problem.severity() == TreeProblem.Severity.ERROR) {
            damages.unreadable(problem);
        }
    }

    private void compare(EntriesFile entries, DirectoryTree files, @Nullable ContentCheck contents, Progress progress)
            throws IOException {
        Totals counted = Totals.NONE;
        try (EntriesCursor cursor = entries.all();
                ChecksumsCheck checksums = ChecksumsCheck.open(folder, damages);
                FoundChildren found = new FoundChildren(files, damages)) {
            for (Line line = cursor.advance(); line != Line.END; line = cursor.advance()) {
                progress.checkCancelled();
                if (line == Line.DIRECTORY) {
                    found.begin(cursor.directory());
                    continue;
                }
                Entry recorded = cursor.entry();
                counted = counted.plus(Totals.of(recorded, ChangeClass.UNCHANGED, 0));
                Entry present = found.match(recorded.path().name());
                boolean alike = isAlike(recorded, present);
                if (recorded.isFile()) {
                    checksums.expect(recorded);
                    damages.looked(1, 0);
                    if (alike && contents != null) {
                        contents.add(recorded);
                    } else {
                        progress.advance(1, recorded.size());
                    }
                }
            }
            found.end();
            if (contents != null) {
                contents.finish();
            }
            checksums.finish();
        }
        checkTotals(counted, entries.totals());
    }

    private boolean isAlike(Entry recorded, @Nullable Entry present) {
        TreePath path = recorded.path();
        if (present == null) {
            if (!damages.isUnreadable(path)) {
                damages.add(path, "is missing");
            }
            return false;
        }
        if (present.type() != recorded.type()) {
            damages.add(path, "is a " + word(present) + " and is recorded as a " + word(recorded));
            return false;
        }
        if (present.size() != recorded.size()) {
            damages.add(path, "has " + present.size() + " bytes, " + recorded.size() + " are recorded");
            return false;
        }
        if (!Objects.equals(recorded.linkTarget(), present.linkTarget())) {
            damages.add(path, "leads to '" + present.linkTarget() + "', recorded is '" + recorded.linkTarget() + "'");
            return false;
        }
        return true;
    }

    private static String word(Entry entry) {
        return entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void checkTotals(Totals counted, Totals recorded) {
        if (counted.files() != recorded.files()
                || counted.directories() != recorded.directories()
                || counted.symlinks() != recorded.symlinks()
                || counted.bytes() != recorded.bytes()) {
            damages.add(Layout.ENTRIES, "its last line does not count what it lists");
        }
    }
}
