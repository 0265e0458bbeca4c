package io.relaybackup.state;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A second process that holds a state directory until it is killed. */
final class StateHolder {

    static final String READY = "ready";

    private StateHolder() {}

    public static void main(String[] args) throws InterruptedException {
        Schema words = new Schema("words", List.of("CREATE TABLE words (word TEXT PRIMARY KEY)"));
        StateDatabase database = StateDatabase.open(Path.of(args[0]), Clock.systemUTC(), List.of(words));
        database.record(
                "A word",
                client -> client.sql("INSERT INTO words (word) VALUES ('held')").update());
        System.out.println(READY);
        Thread.sleep(60_000);
        database.close();
    }
}
