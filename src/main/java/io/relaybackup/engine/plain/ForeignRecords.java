package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.NotesJson;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Finds what does not belong among a backup's records. */
final class ForeignRecords {

    private static final Set<RawText> OURS =
            Set.of(RawText.utf8("entries.jsonl"), RawText.utf8("checksums.sha256"), RawText.utf8(NotesJson.FILE_NAME));

    private final Path folder;

    private final Damages damages;

    ForeignRecords(Path folder, Damages damages) {
        this.folder = folder;
        this.damages = damages;
    }

    void check() throws IOException {
        Path records = folder.resolve(Layout.RECORDS);
        if (!Look.isDirectory(records)) {
            damages.add(Layout.RECORDS, "is not a directory");
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(records)) {
            for (Path child : children) {
                RawText name = RawPaths.nameOf(child);
                if (!OURS.contains(name)) {
                    damages.add(TreePath.of(Layout.RECORDS).resolve(name), "does not belong there");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
