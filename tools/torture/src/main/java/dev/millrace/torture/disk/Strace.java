package dev.millrace.torture.disk;

import dev.millrace.torture.round.NotPossibleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes system calls of a running process fail, by {@code strace}. Closing it lets them work again. */
final class Strace implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path output;

    private Strace(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Attaches to all threads of a process.
     *
     * @param injections like {@code fdatasync,fsync:error=EIO:when=3+}
     * @param output what failed, a line each
     */
    static Strace attach(long pid, Path output, String... injections)
            throws IOException, InterruptedException, NotPossibleException {
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-p", Long.toString(pid), "-o", output.toString()));
        command.add("-e");
        command.add("trace=" + calls(injections));
        for (String injection : injections) {
            command.add("-e");
            command.add("inject=" + injection);
        }
        Path messages = output.resolveSibling(output.getFileName() + ".messages");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start();
        } catch (IOException e) {
            throw new NotPossibleException(
                    "there is no strace: install the package of that name (" + e.getMessage() + ")");
        }
        Strace strace = new Strace(process, output);
        strace.awaitAttached(messages);
        return strace;
    }

    private static String calls(String... injections) {
        return String.join(
                ",",
                Arrays.stream(injections)
                        .map(injection -> injection.substring(0, injection.indexOf(':')))
                        .toList());
    }

    private void awaitAttached(Path messages) throws IOException, InterruptedException, NotPossibleException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(messages).contains("attached")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                close();
                throw new NotPossibleException(
                        "strace cannot attach: " + Files.readString(messages).strip()
                                + " (kernel.yama.ptrace_scope must allow it, or run it as root)");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Returns how many calls it has made fail so far. */
    long failed() throws IOException {
        return Files.exists(output)
                ? Files.readString(output)
                        .lines()
                        .filter(line -> line.contains("(INJECTED)"))
                        .count()
                : 0;
    }

    /** Detaches; the process goes on. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
