package dev.millrace.simulator.console;

/** Runs something if the process is asked to end (Ctrl-C, SIGTERM) before this is closed. */
public final class Interruption implements AutoCloseable {
    private final Thread hook;

    public Interruption(Runnable action) {
        hook = Thread.ofPlatform().unstarted(action);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook has run or is running.
        }
    }
}
