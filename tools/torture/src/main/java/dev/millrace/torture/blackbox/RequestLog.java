package dev.millrace.torture.blackbox;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The file that every request, every answer and everything else that happened goes to, a line each. Thread-safe. */
final class RequestLog implements AutoCloseable {
    private static final int MOST_OF_A_TEXT = 4000;

    private final BufferedWriter file;
    private final long start = System.nanoTime();

    RequestLog(Path path) throws IOException {
        file = Files.newBufferedWriter(path);
    }

    /** Milliseconds since the round began. */
    long millis(long nanos) {
        return (nanos - start) / 1_000_000;
    }

    void request(Node node, String line, String body, long began, String answer) {
        write(String.format(
                Locale.ROOT,
                "%8.3f to %8.3f node %s %s %s -> %s",
                seconds(began),
                seconds(System.nanoTime()),
                node.number(),
                line,
                cut(body),
                cut(answer)));
    }

    void event(String what) {
        write(String.format(Locale.ROOT, "%8.3f %s", seconds(System.nanoTime()), what));
    }

    private double seconds(long nanos) {
        return (nanos - start) / 1e9;
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= MOST_OF_A_TEXT ? line : line.substring(0, MOST_OF_A_TEXT) + "...";
    }

    private synchronized void write(String line) {
        try {
            file.write(line);
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
