package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Opens a backup's folder as the plain files that it has, without the records. No symlink in it is ever followed. */
final class BackupFiles {

    private static final TreePath MANIFEST = TreePath.of(Manifest.FILE_NAME);

    private static final TreePath RECORDS = TreePath.of(Layout.RECORDS);

    private static final CaptureRules RULES = path -> path.equals(MANIFEST) || path.equals(RECORDS)
            ? CaptureRules.Treatment.EXCLUDED
            : CaptureRules.Treatment.INCLUDED;

    /** What has no place in a backup is to be seen when somebody put it there. */
    private static final Set<EntryType> SPECIAL =
            EnumSet.complementOf(EnumSet.of(EntryType.FILE, EntryType.DIRECTORY, EntryType.SYMLINK));

    private BackupFiles() {}

    static DirectoryTree open(Path folder, Consumer<TreeProblem> problems, Clock clock) throws IOException {
        return DirectoryTree.open(folder, RULES, CaptureSettings.defaults().withSpecial(SPECIAL), problems, clock);
    }
}
