package dev.millrace.torture.disk;

import dev.millrace.torture.round.NotPossibleException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of our own. */
final class Tmpfs implements Closeable {
    private final Path directory;

    private Tmpfs(Path directory) {
        this.directory = directory;
    }

    /** Mounts it on a directory, which is made if missing. */
    static Tmpfs mount(Path directory, int kilobytes) throws IOException, InterruptedException, NotPossibleException {
        Files.createDirectories(directory);
        String problem = run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=%sk".formatted(kilobytes),
                "millrace-torture",
                directory.toString());
        if (!problem.isEmpty()) {
            throw new NotPossibleException(
                    "a small disk cannot be mounted (%s): run it as root, or as 'unshare -rm ./torture ...'"
                            .formatted(problem));
        }
        return new Tmpfs(directory);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? "" : output;
    }

    @Override
    public void close() throws IOException {
        try {
            // For whoever looks for the reason of a failure.
            String _ = run("cp", "-a", directory.toString(), directory + "-at-the-end");
            String problem = run("umount", directory.toString());
            if (!problem.isEmpty()) {
                throw new IOException(problem);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
