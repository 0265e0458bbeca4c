package io.relaybackup.verification;

import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /stores/{name}/verify}. */
record VerifyStore(
        @Schema(description = LEVEL, example = "structure", defaultValue = "data") @Nullable
        VerifyLevel level,

        @Schema(
                description = "Only of a repository: compares at most so many bytes of its content, those that were not"
                        + " read for longest first, and remembers it. Backups are not judged one by one then.",
                minimum = "1",
                example = "10737418240")
        @Nullable
        Long portion) {

    static final String LEVEL =
            "How closely to look. `structure`: the manifest, and every file's presence, type and size;"
                    + " `data`: every byte against its checksum as well. Absent: `data`.";

    static final VerifyStore DEFAULT = new VerifyStore(null, null);

    /**
     * Makes sure that the fields go together.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 when they do not
     */
    void check() {
        if (portion == null) {
            return;
        }
        if (portion < 1) {
            throw refusal(portion + " is not a number of 1 or more");
        }
        if (wantedLevel() != VerifyLevel.DATA) {
            throw refusal("goes with the level data alone");
        }
    }

    private static RuntimeException refusal(String message) {
        return Problem.unprocessable("invalid-request", "portion: " + message)
                .withErrors(List.of(new Problem.FieldError("portion", message)))
                .asException();
    }

    VerifyLevel wantedLevel() {
        return level == null ? VerifyLevel.DATA : level;
    }
}
