package io.relaybackup.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call, or the end of an operation that it started: who, what, when, from where, and how it ended.
 *
 * @param actor the token's name; {@code anonymous} without a right one
 * @param address of the connection's other end; {@code service} for the end of an operation
 * @param method HTTP's; the type of an operation
 * @param target path and query as they came, escaped
 * @param location what the call made or started, from the answer
 * @param repeated how many calls this entry stands for, where a flood of refusals was cut short
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditEntry(
        Instant time,
        @Schema(example = "admin") String actor,
        @Schema(example = "127.0.0.1") String address,
        @Schema(example = "GET") String method,

        @Schema(example = "/backups/latest/files/users/users.json")
        String target,

        int status,
        AuditOutcome outcome,
        @Nullable String location,
        @Nullable Integer repeated) {

    static final String ANONYMOUS = "anonymous";

    boolean isRefused() {
        return outcome == AuditOutcome.REFUSED;
    }
}
