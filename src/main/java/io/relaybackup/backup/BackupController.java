package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.relaybackup.problem.Problem;
import io.relaybackup.request.Nothing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@Tag(name = "Backups", description = "Timestamped copies of the source, in one or more stores.")
class BackupController {

    private static final String TRASH_UNTIL = "X-Trash-Until";

    /** As times are in JSON. */
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final BackupService service;
    private final Backups backups;
    private final BackupKeeping keeping;
    private final BackupCopies copies;
    private final Answers answers;

    BackupController(
            BackupService service, Backups backups, BackupKeeping keeping, BackupCopies copies, Answers answers) {
        this.service = service;
        this.backups = backups;
        this.keeping = keeping;
        this.copies = copies;
        this.answers = answers;
    }

    @PostMapping("/backups")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "createBackup",
            summary = "Starts a backup",
            description =
                    "Answers at once; with `Prefer: wait=<seconds>` it answers when the backup is made, or with the"
                            + " problem that it had.")
    @ApiResponse(
            responseCode = "201",
            description = "Made, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = Backup.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = Backup.class)))
    DeferredResult<ResponseEntity<?>> create(
            @RequestBody(required = false) @Nullable CreateBackup body,
            HttpServletRequest request,
            HttpServletResponse response) {
        CreateBackup wanted = body == null ? CreateBackup.ALL : body;
        BackupService.Started started = service.start(wanted, Trigger.API, Actor.of(request));
        return answers.accepted(
                request,
                response,
                started.operation(),
                location(started.backup().id()),
                () -> backups.find(started.backup().id()).orElse(started.backup()),
                done -> created(started.backup().id()));
    }

    private ResponseEntity<Backup> created(String id) {
        return ResponseEntity.created(location(id)).body(backups.get(id));
    }

    private static URI location(String id) {
        return URI.create("/backups/" + id);
    }

    @GetMapping("/backups")
    @Operation(
            operationId = "listBackups",
            summary = "Lists backups",
            description =
                    "Newest first, those of all stores and hosts and the one in the making. Those in the trash are"
                            + " listed by `status=deleted` alone.")
    ResponseEntity<BackupPage> list(
            @Parameter(description = "Only what this store holds") @RequestParam(required = false) @Nullable
                    String store,
            @Parameter(description = "Only backups of this host") @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable BackupStatus status,
            @Parameter(description = "Only backups with this tag") @RequestParam(required = false) @Nullable String tag,
            @Parameter(description = "The earliest time, inclusive") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "The latest time, exclusive") @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @Parameter(description = "From the page before") @RequestParam(required = false) @Nullable String cursor) {
        if (from != null && to != null && to.isBefore(from)) {
            throw Problem.badRequest("invalid-parameter", "'to' (" + to + ") is before 'from' (" + from + ").")
                    .asException();
        }
        BackupPage page = backups.page(
                new BackupQuery(store, host, status, tag, from, to),
                limit,
                cursor == null ? null : Cursor.parse(cursor));
        if (page.next() == null) {
            return ResponseEntity.ok(page);
        }
        UriComponentsBuilder next = UriComponentsBuilder.fromPath("/backups");
        add(next, "store", store);
        add(next, "host", host);
        add(next, "status", status == null ? null : status.name().toLowerCase(Locale.ROOT));
        add(next, "tag", tag);
        add(next, "from", from);
        add(next, "to", to);
        String link = next.queryParam("limit", limit)
                .queryParam("cursor", page.next())
                .encode()
                .toUriString();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + link + ">; rel=\"next\"")
                .body(page);
    }

    private static void add(UriComponentsBuilder uri, String name, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(name, value);
        }
    }

    @GetMapping("/backups/{id}")
    @Operation(
            operationId = "getBackup",
            summary = "Shows a backup",
            description = "`latest` is the newest complete backup of all configured components. One that failed is"
                    + " answered from the history, one in the trash has the status `deleted`.")
    Backup get(@PathVariable String id) {
        return backups.get(id);
    }

    @PatchMapping("/backups/{id}")
    @Operation(
            operationId = "updateBackup",
            summary = "Changes tags, note or hold, or ends a suspicion",
            description = "A merge patch: what is absent stays, null clears. Nothing can delete a backup that is held."
                    + " `suspect` is only for one that is.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = PatchBackup.class)))
    Backup change(@PathVariable String id, @RequestBody BackupChanges changes) throws IOException {
        return keeping.change(id, changes);
    }

    @PostMapping("/backups/{id}/copies")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "copyBackup",
            summary = "Copies a backup to another store",
            description = "From the first store whose copy is whole, with its manifest, tags, note and hold.")
    @ApiResponse(
            responseCode = "200",
            description = "Copied, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> copy(
            @PathVariable String id,
            @RequestBody @Valid CopyBackup body,
            HttpServletRequest request,
            HttpServletResponse response) {
        return answers.accepted(request, response, copies.start(id, body.store(), Actor.of(request)));
    }

    @DeleteMapping("/backups/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteBackup",
            summary = "Deletes a backup",
            description =
                    "From every store, or from one. It goes to the trash, where it can still be read, restored and"
                            + " undeleted; deleting it once more changes nothing. Refused while it is held or in use, and for"
                            + " the newest complete one unless forced.")
    @ApiResponse(
            responseCode = "204",
            description = "Deleted",
            headers =
                    @Header(
                            name = TRASH_UNTIL,
                            description = "When it leaves the trash and is gone; absent when it is gone already",
                            schema = @Schema(type = "string", format = "date-time")))
    ResponseEntity<Void> delete(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String store,
            @RequestParam(defaultValue = "false") boolean force,
            @Parameter(description = "Frees its space at once, also of one that is in the trash already")
                    @RequestParam(defaultValue = "false")
                    boolean purge,
            HttpServletRequest request)
            throws IOException {
        Optional<Instant> until = keeping.remove(id, store, new Deletion(force, purge), Actor.of(request));
        ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.noContent();
        until.ifPresent(time -> answer.header(TRASH_UNTIL, ISO.format(time)));
        return answer.build();
    }

    @PostMapping("/backups/{id}/undelete")
    @Operation(
            operationId = "undeleteBackup",
            summary = "Takes a backup out of the trash",
            description =
                    "Of every store that has it there, or of one. It is as it was; where a retention policy removed"
                            + " it, a hold keeps the next run from doing so again.")
    Backup undelete(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String store,
            @Parameter(hidden = true) @RequestBody(required = false) @Nullable Nothing body,
            HttpServletRequest request)
            throws IOException {
        return keeping.undelete(id, store, Actor.of(request));
    }
}
