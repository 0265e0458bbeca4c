package io.relaybackup.browse;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Browse", description = "What is in a backup, and how it differs from others.")
class ChangesController {

    private final ChangesService changes;
    private final Backups backups;

    ChangesController(ChangesService changes, Backups backups) {
        this.changes = changes;
        this.backups = backups;
    }

    @GetMapping("/backups/{id}/changes")
    @Operation(
            operationId = "compareBackup",
            summary = "Compares a backup",
            description =
                    "The way from another backup, the one before, or the live source (which is what a restore would"
                            + " do) to this backup, as far as both hold the same components.")
    Callable<Changes> changes(
            @PathVariable String id,
            @Parameter(description = "A backup's id, `previous`, or `live`") @RequestParam(defaultValue = "previous")
                    String since,
            @Parameter(description = "How many changes to list; the counts are always whole")
                    @RequestParam(defaultValue = "1000")
                    @Min(1)
                    @Max(10_000)
                    int limit) {
        return () -> changes.between(since, id, limit);
    }

    @GetMapping(path = "/backups/{id}/manifest", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "getManifest",
            summary = "Shows a backup's manifest",
            description = "The stored file, byte for byte.")
    ResponseEntity<byte[]> manifest(@PathVariable String id) throws IOException {
        Backup backup = backups.getStored(id);
        Store store = backups.holders(backup, null).get(0);
        byte[] manifest = store.backups().manifest(new BackupId(backup.id()));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(manifest);
    }
}
