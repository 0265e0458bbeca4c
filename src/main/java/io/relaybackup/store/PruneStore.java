package io.relaybackup.store;

import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /stores/{name}/prune}; all of it is optional. */
@Schema(description = "How to free space. Everything is optional.")
record PruneStore(
        @Schema(description = "Only says what it would do.", defaultValue = "false") @Nullable
        Boolean dryRun,

        @Schema(
                description = "How much of the store, in percent, may stay unused; absent: as configured.",
                minimum = "0",
                maximum = "100",
                example = "5")
        @Nullable
        Double maxUnusedPercent,

        @Schema(
                description = "How many bytes may be written anew for it; absent: as configured.",
                minimum = "0",
                example = "1073741824")
        @Nullable
        Long maxRepackBytes) {

    static final PruneStore DEFAULT = new PruneStore(null, null, null);

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    /**
     * With what is configured where nothing is said.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 for what makes no sense
     */
    PruneOptions options(PruneOptions configured) {
        if (maxUnusedPercent != null && !(maxUnusedPercent >= 0 && maxUnusedPercent <= 100)) {
            throw refusal("maxUnusedPercent", maxUnusedPercent + " is not a number from 0 to 100");
        }
        if (maxRepackBytes != null && maxRepackBytes < 0) {
            throw refusal("maxRepackBytes", maxRepackBytes + " is not a number of 0 or more");
        }
        return new PruneOptions(
                maxUnusedPercent == null ? configured.maxUnusedPercent() : maxUnusedPercent,
                maxRepackBytes == null ? configured.maxRepackBytes() : maxRepackBytes);
    }

    private static RuntimeException refusal(String field, String message) {
        return Problem.unprocessable("invalid-request", field + ": " + message)
                .withErrors(List.of(new Problem.FieldError(field, message)))
                .asException();
    }
}
