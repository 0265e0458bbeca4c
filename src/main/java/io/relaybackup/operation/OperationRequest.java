package io.relaybackup.operation;

import io.relaybackup.engine.store.BackupId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an operation.
 *
 * @param actor who asks: a token's name, or {@code system}
 * @param backup the one it is about, if any
 * @param store the one it is about, if any
 * @param claims all held from its start to its end
 */
public record OperationRequest(
        OperationType type,
        String actor,
        @Nullable BackupId backup,
        @Nullable String store,
        Set<Claim> claims) {

    public OperationRequest {
        claims = Set.copyOf(claims);
    }
}
