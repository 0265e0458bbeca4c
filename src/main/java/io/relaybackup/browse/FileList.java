package io.relaybackup.browse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Some of a directory's entries, by the bytes of their names.
 *
 * @param path of the directory, percent-encoded from its raw bytes
 * @param next where the rest begins: the {@code cursor} of the next request; null when there is no rest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileList(
        @Schema(example = "backup-2025-09-18T16-08-34-266Z") String backup,
        @Schema(example = "blockchain") String path,
        List<File> entries,
        @Nullable String next) {

    /**
     * One entry.
     *
     * @param name for people; what is not UTF-8 of it is replaced
     * @param size bytes of a file's content
     * @param mode in octal
     * @param target of a symlink, for people
     * @param href where a file's content or a directory's entries are; others have none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record File(
            @Schema(example = "chain.jsonl") String name,
            @Schema(example = "file") String type,
            long size,
            @Schema(example = "0600") String mode,
            Instant mtime,
            @Nullable String target,

            @Nullable @Schema(example = "/backups/backup-2025-09-18T16-08-34-266Z/files/blockchain/chain.jsonl")
            String href) {

        static File of(String backup, Entry entry) {
            RawText target = entry.linkTarget();
            return new File(
                    entry.path().name().toString(),
                    word(entry.type()),
                    entry.size(),
                    String.format("%04o", entry.metadata().mode()),
                    entry.metadata().modified(),
                    target == null ? null : target.toString(),
                    href(backup, entry));
        }

        private static @Nullable String href(String backup, Entry entry) {
            String path = entry.path().percentEncoded();
            return switch (entry.type()) {
                case FILE -> "/backups/" + backup + "/files/" + path;
                case DIRECTORY -> "/backups/" + backup + "/files?path=" + path;
                default -> null;
            };
        }
    }

    /**
     * Reads a page of a directory.
     *
     * @param after names up to this one are left out
     */
    static FileList of(OpenedBackup backup, TreePath directory, @Nullable RawText after, int limit) throws IOException {
        List<File> entries = new ArrayList<>();
        RawText last = null;
        try (Listing listing = backup.tree().list(directory)) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                RawText name = entry.path().name();
                if (after != null && name.compareTo(after) <= 0) {
                    continue;
                }
                if (last != null && entries.size() == limit) {
                    return new FileList(backup.id(), directory.percentEncoded(), entries, last.percentEncoded());
                }
                entries.add(File.of(backup.id(), entry));
                last = name;
            }
        }
        return new FileList(backup.id(), directory.percentEncoded(), entries, null);
    }

    /** In lower case with hyphens. */
    static String word(EntryType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
