package io.relaybackup.engine.storage;

/** Is told of each call to a {@link MeteredStorage}, by the thread that made it, when it has ended. */
public interface StorageListener {

    /** What was asked for. The words for people and metrics are these in lower case. */
    enum Call {
        PUT,
        GET,
        SIZE,
        LIST,
        DELETE
    }

    /** How it ended. The words for people and metrics are these in lower case, with {@code -}. */
    enum Outcome {
        OK,
        NOT_FOUND,
        FAILED
    }

    /**
     * A call has ended.
     *
     * @param nanos it took; a list's include what was done with what it told of
     * @param bytes that were put or got; 0 for other calls, and for those that did not end well
     */
    void called(Call call, Outcome outcome, long nanos, long bytes);
}
