package io.relaybackup.store;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.swagger.v3.oas.annotations.Operation;
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

/** Looks after repositories. */
@RestController
@Tag(name = "Stores")
class RepositoryController {

    private static final String ONLY_REPOSITORIES =
            " A store that is no repository answers with the problem `not-a-repository`.";

    private final RepositoryUpkeep upkeep;
    private final Answers answers;

    RepositoryController(RepositoryUpkeep upkeep, Answers answers) {
        this.upkeep = upkeep;
        this.answers = answers;
    }

    @PostMapping("/stores/{name}/prune")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "pruneStore",
            summary = "Frees what no backup of a repository needs",
            description = "What was removed and what stays is the operation's result. It may be interrupted at any"
                    + " moment; nothing else may work on the repository meanwhile." + ONLY_REPOSITORIES)
    @ApiResponse(
            responseCode = "200",
            description = "Done, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> prune(
            @PathVariable String name,
            @RequestBody(required = false) @Nullable PruneStore body,
            HttpServletRequest request,
            HttpServletResponse response) {
        PruneStore wanted = body == null ? PruneStore.DEFAULT : body;
        return answers.accepted(request, response, upkeep.prune(name, wanted, Actor.of(request)));
    }

    @PostMapping("/stores/{name}/unlock")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "unlockStore",
            summary = "Removes locks that were left in a repository",
            description = "Those whose holders are known to be gone; with `all` every other too. The operation's result"
                    + " names what was removed." + ONLY_REPOSITORIES)
    @ApiResponse(
            responseCode = "200",
            description = "Done, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> unlock(
            @PathVariable String name,
            @RequestBody(required = false) @Nullable UnlockStore body,
            HttpServletRequest request,
            HttpServletResponse response) {
        UnlockStore wanted = body == null ? UnlockStore.DEFAULT : body;
        return answers.accepted(request, response, upkeep.unlock(name, wanted, Actor.of(request)));
    }

    @PostMapping("/stores/{name}/repair")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "repairStore",
            summary = "Mends a damaged repository as far as possible",
            description = "Finds again what is there and not known of, takes what is missing from the copies in other"
                    + " stores, and names the files that are lost: the operation's result." + ONLY_REPOSITORIES)
    @ApiResponse(
            responseCode = "200",
            description = "Done, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> repair(
            @PathVariable String name,
            @RequestBody(required = false) @Nullable RepairStore body,
            HttpServletRequest request,
            HttpServletResponse response) {
        RepairStore wanted = body == null ? RepairStore.DEFAULT : body;
        return answers.accepted(request, response, upkeep.repair(name, wanted, Actor.of(request)));
    }
}
