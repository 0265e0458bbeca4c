package io.relaybackup.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.request.NextLink;
import io.relaybackup.request.NumberedRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        AuditQuery query = new AuditQuery(limit, NumberedRows.before(cursor), from, to, actor);
        NumberedRows<AuditEntry> page =
                NumberedRows.read(() -> log.list(query), limit, AuditTable.Row::number, AuditTable.Row::entry);
        return NextLink.page(request, new AuditPage(page.rows(), page.next()), page.next());
    }

    /**
     * Some entries.
     *
     * @param next the cursor of the page behind this one; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(List<AuditEntry> entries, @Nullable String next) {}
}
