package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.NotesJson;

/**
 * The names in a store's folder and in a backup's.
 *
 * <pre>
 * backups/
 *   backup-2025-09-18T16-08-34-266Z/
 *     backup-manifest.json
 *     .backup/entries.jsonl  .backup/checksums.sha256  .backup/notes.json
 *     blockchain/chain.jsonl …
 *   .lock
 *   .partial/
 *   .trash/
 *     backup-2025-09-17T03-00-00-000Z/ …
 * </pre>
 */
final class Layout {

    /** A backup's folder for its records. */
    static final String RECORDS = ".backup";

    static final String ENTRIES = ".backup/entries.jsonl";

    static final String CHECKSUMS = ".backup/checksums.sha256";

    static final String NOTES = ".backup/" + NotesJson.FILE_NAME;

    /** Held while a store is open. */
    static final String LOCK = ".lock";

    /** What is being made or removed; empty at rest. */
    static final String PARTIAL = ".partial";

    /** Backups that were deleted, each by its id; missing as long as none was. */
    static final String TRASH = ".trash";

    private Layout() {}
}
