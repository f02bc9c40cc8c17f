package dev.millrace.torture.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Counts what went wrong, and keeps the first request of each kind. Thread-safe. */
final class Findings {
    private final Path home;
    private final PrintWriter progress;
    private final Map<String, Integer> counts = new TreeMap<>();

    /**
     * Makes an empty one.
     *
     * @param home requests are kept there
     * @param progress is told of each kind when it is first seen
     */
    Findings(Path home, PrintWriter progress) {
        this.home = home;
        this.progress = progress;
    }

    /** Adds what concerns the whole run. */
    synchronized void add(String what) {
        if (counts.merge(what, 1, Integer::sum) == 1) {
            progress.println("WRONG: " + what);
        }
    }

    /** Adds what an answer to a request, or none, has shown. */
    synchronized void add(Case sent, String what) {
        String finding = "%s: %s".formatted(sent.title(), what);
        if (!counts.containsKey(finding)) {
            Path file = home.resolve("request-%s.bin".formatted(counts.size() + 1));
            try {
                Files.write(file, sent.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            progress.println("WRONG: %s (%s)".formatted(finding, file));
        }
        counts.merge(finding, 1, Integer::sum);
    }

    /** Returns how often each was found. */
    synchronized Map<String, Integer> all() {
        return Map.copyOf(counts);
    }
}
