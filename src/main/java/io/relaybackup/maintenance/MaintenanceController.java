package io.relaybackup.maintenance;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.relaybackup.request.Nothing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
@Tag(name = "Maintenance", description = "Shorthands for scripts.")
class MaintenanceController {

    private final MaintenanceService maintenance;
    private final Answers answers;

    MaintenanceController(MaintenanceService maintenance, Answers answers) {
        this.maintenance = maintenance;
        this.answers = answers;
    }

    @PostMapping("/maintenance/{task}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "runMaintenance",
            summary = "Runs a maintenance task",
            description =
                    "`backup` backs up everything, `validate` verifies the structure of all backups, `fix` removes"
                            + " what interrupted work left and runs recovery again, `clear-cache` makes lists anew and empties caches, `reset` also"
                            + " forgets past operations and idempotency keys. None touches the data directory or a backup.")
    @ApiResponse(
            responseCode = "200",
            description = "Done, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> run(
            @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"backup", "validate", "fix", "clear-cache", "reset"}))
                    @PathVariable
                    String task,
            @Parameter(hidden = true) @RequestBody(required = false) @Nullable Nothing body,
            HttpServletRequest request,
            HttpServletResponse response) {
        return answers.accepted(request, response, maintenance.start(Task.named(task), Actor.of(request)));
    }
}
