package io.relaybackup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Answers;
import io.relaybackup.request.NextLink;
import io.relaybackup.request.NumberedRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@RestController
@Tag(name = "Drills", description = "Practising restores, and the evidence of it.")
class DrillController {

    private final DrillService service;
    private final Drills drills;
    private final Answers answers;

    DrillController(DrillService service, Drills drills, Answers answers) {
        this.service = service;
        this.drills = drills;
        this.answers = answers;
    }

    @PostMapping("/drills")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "holdDrill",
            summary = "Restores backups for practice",
            description = "Of each store the newest complete backup, or the named one, is restored into a scratch"
                    + " directory, compared byte for byte with its record, checked by the application's own command"
                    + " where one is configured, and removed. The live data is not touched. When a drill fails, so does"
                    + " the operation; `507` says how much space is needed.")
    @ApiResponse(
            responseCode = "200",
            description = "Held, and all is well, within the time that the client preferred to wait",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = io.relaybackup.operation.Operation.class)))
    DeferredResult<ResponseEntity<?>> hold(
            @RequestBody(required = false) @Nullable DrillRequest body,
            HttpServletRequest request,
            HttpServletResponse response) {
        DrillRequest wanted = body == null ? DrillRequest.ALL : body;
        return answers.accepted(request, response, service.start(wanted, Actor.of(request)));
    }

    @GetMapping("/drills")
    @Operation(
            operationId = "listDrills",
            summary = "Lists restore drills",
            description =
                    "The evidence, newest first, one for each store that a drill was held of: what, when, by whom,"
                            + " how long it took to have it back, and every deviation, the first 100 of them listed.")
    ResponseEntity<DrillPage> list(
            @Parameter(description = "Only of this store") @RequestParam(required = false) @Nullable String store,
            @RequestParam(required = false) @Nullable DrillOutcome outcome,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @Parameter(description = "From the page before") @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request) {
        Long before = NumberedRows.before(cursor);
        NumberedRows<Drill> page = NumberedRows.read(
                () -> drills.list(store, outcome, limit, before), limit, DrillTable.Row::number, DrillTable.Row::drill);
        return NextLink.page(request, new DrillPage(page.rows(), page.next()), page.next());
    }

    /**
     * Some drills, newest first.
     *
     * @param next the cursor of the page behind this one; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DrillPage(List<Drill> drills, @Nullable String next) {}
}
