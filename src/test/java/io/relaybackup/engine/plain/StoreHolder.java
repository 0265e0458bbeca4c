package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.StoreLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** A second process that tries to open a store, says how that went, and holds it until it is killed. */
final class StoreHolder {

    static final String ANSWER = "answer: ";

    private StoreHolder() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (PlainStore store = PlainStore.open(Path.of(args[0]), "other-host", Clock.systemUTC())) {
            store.check();
            System.out.println(ANSWER + "holding");
            Thread.sleep(60_000);
        } catch (StoreLockedException e) {
            System.out.println(ANSWER + "refused: " + e.getMessage());
        }
    }
}
