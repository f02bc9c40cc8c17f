package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The cores of each process, as {@code taskset} names them. A new process gets the cores that its parent has at that moment, and a JVM
 * counts only those; so this JVM moves before it starts one.
 *
 * @param server the cores of the measured server
 * @param generator the cores of the load generator, and of servers that the measured one uses
 */
public record Cores(String server, String generator) {
    /** Counted before this JVM is moved: then it sees fewer. */
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Everybody everywhere. */
    public static Cores shared() {
        String all = "0-" + (CORES - 1);
        return new Cores(all, all);
    }

    /** The server alone on the first core. */
    public static Cores apart() {
        int last = CORES - 1;
        return new Cores("0", last <= 1 ? Integer.toString(last) : "1-" + last);
    }

    /** Returns true if the server has a core of its own. */
    public boolean isApart() {
        return !server.equals(generator);
    }

    /** False on systems and machines where there is nothing to choose. */
    public static boolean canPin() {
        return CORES > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    /** Starts a process. */
    @FunctionalInterface
    public interface Start<T> {
        T start() throws IOException, InterruptedException;
    }

    /** Starts a process on the server's core. */
    public <T> T startServer(Start<T> start) throws IOException, InterruptedException {
        pin(ProcessHandle.current().pid(), server);
        try {
            return start.start();
        } finally {
            pin(ProcessHandle.current().pid(), generator);
        }
    }

    /** Moves all threads of a process that runs. */
    public static void pin(long pid, String cores) throws IOException, InterruptedException {
        if (!canPin()) {
            return;
        }
        Process taskset = new ProcessBuilder(List.of("taskset", "-a", "-c", "-p", cores, Long.toString(pid)))
                .redirectErrorStream(true)
                .start();
        String output = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // taskset complains about threads that end during the call; only the move of the process itself matters.
        if (taskset.waitFor() != 0 && !output.contains("No such process")) {
            throw new IOException("taskset failed: " + output.strip());
        }
    }
}
