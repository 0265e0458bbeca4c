package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@Tag(name = "Operations", description = "Every long-running piece of work, running or past.")
class OperationController {

    private final Operations operations;
    private final OperationStreams streams;

    OperationController(Operations operations, OperationStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    @GetMapping("/operations")
    @io.swagger.v3.oas.annotations.Operation(
            operationId = "listOperations",
            summary = "Lists operations",
            description = "Newest first, running and past, each with the end of its log alone.")
    ResponseEntity<OperationPage> list(
            @RequestParam(required = false) @Nullable OperationType type,
            @RequestParam(required = false) @Nullable OperationStatus status,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(required = false) @Schema(type = "string") @Nullable OperationId cursor) {
        List<Operation> found = operations.list(type, status, limit + 1, cursor);
        if (found.size() <= limit) {
            return ResponseEntity.ok(new OperationPage(found, null));
        }
        List<Operation> page = found.subList(0, limit);
        String next = page.get(limit - 1).id().value();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + link(type, status, limit, next) + ">; rel=\"next\"")
                .body(new OperationPage(page, next));
    }

    private static String link(@Nullable OperationType type, @Nullable OperationStatus status, int limit, String next) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/operations");
        if (type != null) {
            uri.queryParam("type", type.word());
        }
        if (status != null) {
            uri.queryParam("status", status.word());
        }
        return uri.queryParam("limit", limit).queryParam("cursor", next).toUriString();
    }

    @GetMapping("/operations/{op}")
    @io.swagger.v3.oas.annotations.Operation(operationId = "getOperation", summary = "Shows an operation")
    Operation get(@PathVariable @Schema(type = "string") OperationId op) {
        return operations.find(op).orElseThrow(() -> Operations.notFound(op.value()));
    }

    @DeleteMapping("/operations/{op}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @io.swagger.v3.oas.annotations.Operation(
            operationId = "cancelOperation",
            summary = "Cancels an operation",
            description = "It stops at its next opportunity and leaves nothing half done. Whoever started it may, and"
                    + " whoever has the scope to start its like.")
    Operation cancel(@PathVariable @Schema(type = "string") OperationId op, HttpServletRequest request) {
        Operation operation = get(op);
        String actor = Actor.of(request);
        String scope = operation.type().scope();
        if (!operation.actor().equals(actor) && !request.isUserInRole(scope)) {
            throw Problem.of(
                            403,
                            "forbidden",
                            "The token '" + actor + "' did not start this operation and lacks the scope " + scope + ".")
                    .asException();
        }
        return operations.cancel(op, actor);
    }

    @GetMapping(path = "/operations/{op}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @io.swagger.v3.oas.annotations.Operation(
            operationId = "streamOperation",
            summary = "Streams an operation",
            description = "Server-sent events: `log` with a line, `progress` with the operation but for its log, and at"
                    + " last `finished` with the whole, after which the stream ends.")
    SseEmitter events(@PathVariable @Schema(type = "string") OperationId op) throws IOException {
        return streams.open(op);
    }
}
