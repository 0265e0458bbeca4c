package io.relaybackup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the application's own check said.
 *
 * @param exitCode 0 where it is content; null where it did not end, or was never there
 * @param timedOut whether it was ended because its time was over
 * @param output the end of what it wrote, both outputs together
 * @param outputCut bytes before that, which are not kept
 * @param problem why it could not be started: the operating system's word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommandResult(
        @Schema(example = "0") @Nullable Integer exitCode,
        boolean timedOut,
        long durationMs,
        @Schema(example = "1204 blocks verified\n") String output,
        long outputCut,
        @Nullable String problem) {

    boolean isContent() {
        return exitCode != null && exitCode == 0;
    }

    /** What is wrong with it, as the end of a sentence. */
    String failure() {
        if (problem != null) {
            return "cannot be started: " + problem;
        }
        return timedOut ? "did not end in time" : "failed with status " + exitCode;
    }
}
