package io.relaybackup.operation;

import org.springframework.context.SmartLifecycle;

/**
 * Stops operations before the web server, which waits for the requests that wait for operations. Not when a context is
 * only paused, because stopping is for good.
 */
final class OperationShutdown implements SmartLifecycle {

    private final Operations operations;
    private volatile boolean running;

    OperationShutdown(Operations operations) {
        this.operations = operations;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        operations.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
