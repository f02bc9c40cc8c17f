package dev.millrace.intake;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory something asks the heap for on this thread, freed since or not. */
final class AllocatedBytes {
    private AllocatedBytes() {}

    static long of(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
