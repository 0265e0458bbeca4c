package io.relaybackup.verification;

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

@RestController
class VerificationController {

    private static final String FINDINGS =
            " What it found is the operation's result, or, when something is damaged, its problem `verification-failed`;"
                    + " each judgement is kept with its backup.";

    private final VerificationService service;
    private final Answers answers;

    VerificationController(VerificationService service, Answers answers) {
        this.service = service;
        this.answers = answers;
    }

    @PostMapping("/backups/{id}/verify")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = "Backups")
    @Operation(
            operationId = "verifyBackup",
            summary = "Verifies a backup",
            description =
                    "Compares it with its record in every store that holds it. A backup that this service did not make"
                            + " has no checksums and is verified by structure alone." + FINDINGS)
    @ApiResponse(
            responseCode = "200",
            description = "Verified and intact, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> verifyBackup(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable VerifyBackup body,
            HttpServletRequest request,
            HttpServletResponse response) {
        VerifyBackup wanted = body == null ? VerifyBackup.DEFAULT : body;
        return answers.accepted(
                request, response, service.startBackup(id, wanted.store(), wanted.wantedLevel(), Actor.of(request)));
    }

    @PostMapping("/stores/{name}/verify")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Tag(name = "Stores")
    @Operation(
            operationId = "verifyStore",
            summary = "Verifies all backups of a store, or a portion of its content",
            description = "One that is damaged does not keep the others from being verified." + FINDINGS
                    + " With `portion`, the content of a repository is read bit by bit over many calls.")
    @ApiResponse(
            responseCode = "200",
            description = "Verified and intact, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> verifyStore(
            @PathVariable String name,
            @RequestBody(required = false) @Nullable VerifyStore body,
            HttpServletRequest request,
            HttpServletResponse response) {
        VerifyStore wanted = body == null ? VerifyStore.DEFAULT : body;
        wanted.check();
        Long portion = wanted.portion();
        return answers.accepted(
                request,
                response,
                portion == null
                        ? service.startStore(name, wanted.wantedLevel(), Actor.of(request))
                        : service.startPortion(name, portion, Actor.of(request)));
    }
}
