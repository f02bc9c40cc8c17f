package dev.millrace.processes;

import java.io.IOException;

/** Signals that Java has no method for. */
final class Signals {
    private Signals() {}

    /** Sends a signal, {@code STOP} or {@code CONT}. */
    static void send(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -%s %s ended with %s".formatted(name, pid, code));
        }
    }
}
