package io.relaybackup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some backups, newest first.
 *
 * @param next the cursor of the page behind this one; null on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BackupPage(List<Backup> backups, @Nullable String next) {}
