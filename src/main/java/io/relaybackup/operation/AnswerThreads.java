package io.relaybackup.operation;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * The threads that write to those who wait for operations. Not the operations' own, which a slow reader would hold up,
 * and not those of requests, which nobody who waits holds.
 */
final class AnswerThreads implements Executor, AutoCloseable {

    private static final int PLATFORM_THREADS = 8;

    private final Executor executor;

    private AnswerThreads(Executor executor) {
        this.executor = executor;
    }

    static AnswerThreads virtual() {
        return new AnswerThreads(new VirtualThreadTaskExecutor("answer-"));
    }

    static AnswerThreads platform() {
        return new AnswerThreads(OperationThreads.pool(PLATFORM_THREADS, "answer-"));
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void close() {
        if (executor instanceof ExecutorService pool) {
            pool.shutdown();
        }
    }
}
