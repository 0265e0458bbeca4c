package io.relaybackup.backup;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.store.Store;
import io.relaybackup.trash.TrashEmptying;
import java.io.IOException;
import java.util.Set;

/** Has a store that is nearly full, or turns out to be full, empty its trash for what is written to it. */
final class StoreRoom {

    private static final Set<String> NO_ROOM = Set.of("ENOSPC", "EDQUOT");

    private final TrashEmptying emptying;

    StoreRoom(TrashEmptying emptying) {
        this.emptying = emptying;
    }

    /** Writing to a store, whole or not at all. */
    @FunctionalInterface
    interface Writing<T> {
        T run() throws IOException;
    }

    /** Writes; once more, when there was no space and the trash had some. */
    <T> T write(Store store, OperationContext context, Writing<T> writing) throws IOException {
        emptying.makeRoom(store, context);
        try {
            return writing.run();
        } catch (IOException e) {
            if (!NO_ROOM.contains(ErrorCode.of(e))
                    || emptying.makeAllRoom(store, context).freed().isEmpty()) {
                throw e;
            }
            context.log(store.name() + ": there was no space left; it is tried again");
            return writing.run();
        }
    }
}
