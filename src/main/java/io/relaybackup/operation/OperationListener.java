package io.relaybackup.operation;

/** Hears of every operation. What it throws is logged and changes nothing. */
public interface OperationListener {

    /** It was accepted and its work has not begun; on the thread that asked for it. */
    default void started(Operation operation) {}

    /** It has ended and nobody who waits for it knows yet; on the thread that ran it. */
    default void finished(Operation operation) {}
}
