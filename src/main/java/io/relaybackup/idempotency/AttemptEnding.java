package io.relaybackup.idempotency;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Ends an attempt whose client went away while it waited, for which no answer is ever made. */
record AttemptEnding(Attempts attempts, Attempt attempt) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
        attempts.leave(attempt);
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
