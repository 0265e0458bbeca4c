package io.relaybackup.retention;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.relaybackup.request.Nothing;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@RestController
@Tag(name = "Retention", description = "Which backups stay, and why.")
class RetentionController {

    private final RetentionService retention;
    private final Answers answers;

    RetentionController(RetentionService retention, Answers answers) {
        this.retention = retention;
        this.answers = answers;
    }

    @GetMapping("/retention/preview")
    @io.swagger.v3.oas.annotations.Operation(
            operationId = "previewRetention",
            summary = "Shows what retention would do now",
            description = "For each store and backup whether it is kept, with every rule that keeps it, or why it goes."
                    + " Removes nothing.")
    RetentionPreview preview() {
        return new RetentionPreview(retention.preview().stream()
                .map(RetentionPreview.StorePreview::of)
                .toList());
    }

    @PostMapping("/retention/apply")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @io.swagger.v3.oas.annotations.Operation(
            operationId = "applyRetention",
            summary = "Removes the backups that no policy keeps",
            description = "As after each backup, in every store. Never removes what is held or in use, nor the newest"
                    + " complete backup.")
    @ApiResponse(
            responseCode = "200",
            description = "Done, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> apply(
            @Parameter(hidden = true) @RequestBody(required = false) @Nullable Nothing body,
            HttpServletRequest request,
            HttpServletResponse response) {
        return answers.accepted(request, response, retention.start(Actor.of(request)));
    }
}
