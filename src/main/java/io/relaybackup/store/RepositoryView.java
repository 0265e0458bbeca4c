package io.relaybackup.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreFigures;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API shows of a repository besides what all stores have. What is not known is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Repository", description = "What only repositories have. What is not known is absent.")
record RepositoryView(
        @Schema(description = "Pieces of content, each counted once.", example = "48211") @Nullable
        Long blobs,

        @Schema(description = "Files that hold them.", example = "312") @Nullable
        Long packs,

        @Schema(description = "Bytes of these files.", example = "5234491392") @Nullable
        Long packBytes,

        @Schema(
                description = "Bytes of them that no backup needs, as the last prune, or its dry run, found.",
                example = "104857600")
        @Nullable
        Long unusedBytes,

        @Schema(description = "Readings from far away that the cache spared since the start.", example = "940")
        @Nullable
        Long cacheHits,

        @Schema(description = "Readings that it did not spare.", example = "31") @Nullable
        Long cacheMisses,

        @Schema(description = "When the repository as a whole was last looked at.") @Nullable
        Instant lastChecked,

        @Schema(
                description = "How long ago each byte may have been read at most, as configured.",
                example = "2592000000")
        @Nullable
        Long readDataWithinMs,

        @Schema(description = "The share of its bytes that was read within this time, 0 to 1.", example = "0.97")
        @Nullable
        Double readShare,

        @Schema(
                description =
                        "When the content that was not read for longest was last read; absent when some never was.")
        @Nullable
        Instant oldestRead,

        @Schema(description = "Whose locks are on it, oldest first.")
        List<LockHolder> locks) {

    /** Null for other stores. */
    static @Nullable RepositoryView of(StoreState state, Instant now) {
        if (state.store().maintenance().isEmpty()) {
            return null;
        }
        List<LockHolder> locks =
                state.condition().current().map(StoreCondition::locks).orElse(List.of());
        Optional<ReadShare> read = ReadShare.of(state, now);
        StoreFigures figures = state.figures();
        Long within = state.store().upkeep().readWithin().map(d -> d.toMillis()).orElse(null);
        if (figures == null) {
            return new RepositoryView(null, null, null, null, null, null, null, within, null, null, locks);
        }
        return new RepositoryView(
                figures.blobs(),
                figures.packs(),
                figures.packBytes(),
                figures.unusedBytes() < 0 ? null : figures.unusedBytes(),
                figures.cacheHits(),
                figures.cacheMisses(),
                figures.lastChecked(),
                within,
                read.map(share -> Math.floor(10_000 * share.share()) / 10_000).orElse(null),
                figures.oldestRead(),
                locks);
    }
}
