package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** How much memory something asks for, in this thread. */
final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    interface Work {
        void run() throws IOException;
    }

    /** Bytes, whether freed since or not. */
    static long of(Work work) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    static void assertAtMost(int mebibytes, Work work) throws IOException {
        assertThat(of(work)).isLessThan(mebibytes * 1024L * 1024);
    }
}
