package io.relaybackup.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A store as the API shows it. What is not known is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Store", description = "A store. What is not known is absent.")
record StoreView(
        @Schema(description = "As configured.", example = "local")
        String name,

        @Schema(description = "As configured.", example = "directory")
        String type,

        @Schema(description = "Where it is, without secrets.", example = "/var/backups/relay")
        String location,

        @Schema(description = "Whether it can be used now.") boolean reachable,

        @Schema(description = "Why it cannot be used now.") @Nullable
        Problem problem,

        @Schema(
                description = "How many backups it holds; the last known number while it is not reachable.",
                example = "7")
        @Nullable
        Integer backups,

        @Schema(description = "How many are in its trash; they are none of the others.", example = "2") @Nullable
        Integer trashedBackups,

        @Schema(description = "About what they take, of storedBytes, as last measured.", example = "104857600")
        @Nullable
        Long trashedBytes,

        @Schema(description = "Bytes its backups would need, each restored alone.", example = "7340032000") @Nullable
        Long logicalBytes,

        @Schema(description = "Bytes its backups take, shared content counted once.", example = "1258291200") @Nullable
        Long storedBytes,

        @Schema(description = "logicalBytes divided by storedBytes.", example = "5.83") @Nullable
        Double ratio,

        @Schema(
                description =
                        "When logicalBytes and storedBytes were measured: in the background, soon after a change.")
        @Nullable
        Instant measuredAt,

        @Schema(description = "Bytes free for it.", example = "53687091200") @Nullable
        Long freeBytes,

        @Schema(description = "Size of the disk it is on, in bytes.", example = "107374182400") @Nullable
        Long capacityBytes,

        @Schema(description = "What its owner should mend though it works.")
        List<String> warnings,

        @Schema(description = "What only repositories have; absent in other stores.") @Nullable
        RepositoryView repository) {

    static StoreView of(StoreState state, Instant now) {
        Store store = state.store();
        StoreCondition known = state.condition().value();
        StoreCondition current = state.condition().current().orElse(null);
        StoreUsage usage = state.usage();
        return new StoreView(
                store.name(),
                store.type(),
                store.location(),
                state.isReachable(),
                state.problem(),
                known == null ? null : known.backups().size(),
                known == null ? null : known.trash().size(),
                usage == null ? null : usage.trashedBytes(),
                usage == null ? null : usage.logical(),
                usage == null ? null : usage.stored(),
                usage == null ? null : ratio(usage),
                usage == null ? null : state.measuredAt(),
                current == null ? null : boxed(current.freeBytes()),
                current == null ? null : boxed(current.capacityBytes()),
                current == null ? List.of() : current.warnings(),
                RepositoryView.of(state, now));
    }

    private static @Nullable Double ratio(StoreUsage usage) {
        return usage.stored() == 0 ? null : Math.round(100.0 * usage.logical() / usage.stored()) / 100.0;
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
