package io.relaybackup.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.problem.Problem;
import io.relaybackup.request.NextLink;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Access")
class AuditController {

    private final AuditLog log;

    AuditController(AuditLog log) {
        this.log = log;
    }

    @GetMapping("/audit")
    @Operation(
            operationId = "listAudit",
            summary = "Lists the audit log, newest first",
            description = "Every call that changed something, read the content of files or was refused.")
    ResponseEntity<AuditPage> list(
            @RequestParam(defaultValue = "50")
                    @Min(value = 1, message = "must be at least 1")
                    @Max(value = 500, message = "must be at most 500")
                    int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String actor,
            HttpServletRequest request) {
        List<AuditTable.Row> rows = read(new AuditQuery(limit, number(cursor), from, to, actor));
        if (rows.size() <= limit) {
            return ResponseEntity.ok(new AuditPage(entries(rows), null));
        }
        List<AuditTable.Row> page = rows.subList(0, limit);
        String next = Long.toString(page.get(limit - 1).number(), Character.MAX_RADIX);
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, NextLink.of(request, next))
                .body(new AuditPage(entries(page), next));
    }

    private List<AuditTable.Row> read(AuditQuery query) {
        try {
            return log.list(query);
        } catch (DataAccessException e) {
            throw Problem.of(503, "state-unavailable", "The state database cannot be read.")
                    .asException(e);
        }
    }

    private static @Nullable Long number(@Nullable String cursor) {
        try {
            return cursor == null ? null : Long.valueOf(cursor, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("invalid-parameter", "The cursor is none that this service gave.")
                    .asException(e);
        }
    }

    private static List<AuditEntry> entries(List<AuditTable.Row> rows) {
        return rows.stream().map(AuditTable.Row::entry).toList();
    }

    /**
     * Some entries.
     *
     * @param next the cursor of the page behind this one; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(List<AuditEntry> entries, @Nullable String next) {}
}
