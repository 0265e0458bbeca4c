package io.relaybackup.restore;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@RestController
@Tag(name = "Restore", description = "All or nothing, into the data directory or beside it.")
class RestoreController {

    private final RestoreService service;
    private final Answers answers;

    RestoreController(RestoreService service, Answers answers) {
        this.service = service;
        this.answers = answers;
    }

    @PostMapping("/backups/{id}/restore")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "restoreBackup",
            summary = "Restores a backup",
            description = "Whole, by component or by path; into the data directory, of which everything that is"
                    + " replaced is saved first, or into an allowed target. Wholly or not at all. A dry run answers"
                    + " with the plan.")
    @ApiResponse(
            responseCode = "200",
            description = "The plan of a dry run; or the operation, finished within the time that the client preferred"
                    + " to wait",
            content = @Content(schema = @Schema(oneOf = {RestorePlan.class, io.relaybackup.operation.Operation.class})))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    Object restore(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable RestoreRequest body,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        RestoreRequest wanted = body == null ? RestoreRequest.ALL : body;
        if (wanted.isDryRun()) {
            return ResponseEntity.ok(service.plan(id, wanted));
        }
        DeferredResult<ResponseEntity<?>> answer =
                answers.accepted(request, response, service.start(id, wanted, Actor.of(request)));
        return answer;
    }
}
