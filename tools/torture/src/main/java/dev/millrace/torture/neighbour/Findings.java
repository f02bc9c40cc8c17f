package dev.millrace.torture.neighbour;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Collects errors and reports each at once. Thread-safe. */
final class Findings {
    private static final int MOST = 200;

    private final PrintWriter progress;
    private final List<String> all = new ArrayList<>();

    Findings(PrintWriter progress) {
        this.progress = progress;
    }

    synchronized void add(String text) {
        if (all.size() < MOST) {
            all.add(text);
            progress.println("FINDING: " + text);
            progress.flush();
        }
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }
}
