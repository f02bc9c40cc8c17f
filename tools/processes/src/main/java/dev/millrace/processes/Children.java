package dev.millrace.processes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that must not outlive this one. Thread-safe. */
public final class Children {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // One hook for all: rounds start thousands of processes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Children() {}

    /** Has a process killed when this JVM ends, however it ends. */
    public static void endWithThisJvm(Process process) {
        RUNNING.add(process);
        var _ = process.onExit().thenRun(() -> RUNNING.remove(process));
    }
}
