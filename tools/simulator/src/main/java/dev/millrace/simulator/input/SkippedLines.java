package dev.millrace.simulator.input;

import dev.millrace.simulator.console.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the lines that are not used, by reason, and keeps the first of them for people. For one thread. */
public final class SkippedLines {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_CHARS = 100;

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final List<String> first = new ArrayList<>();

    /** Counts a line that is not used. */
    public void add(long number, String reason, String line) {
        counts.merge(reason, 1L, Long::sum);
        if (first.size() < SHOWN_LINES) {
            first.add("line " + number + ": " + reason + ": " + shown(line));
        }
    }

    /** Returns the number of skipped lines. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Prints the reasons with their numbers, and the first lines; nothing if there are none. */
    public void print(Console console) {
        if (total() > 0) {
            console.result("skipped %,d lines:", total());
            counts.forEach((reason, lines) -> console.result("  %,d %s", lines, reason));
            first.forEach(line -> console.result("  %s", line));
        }
    }

    /** Explains in one sentence, with the first line, why nothing of a file can be used. */
    public String why() {
        if (total() == 0) {
            return "it is empty";
        }
        String reasons = counts.entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        return "skipped " + reasons + "; " + first.getFirst();
    }

    /** A line as it can be shown to people: without control characters, and not too long. */
    public static String shown(String line) {
        String printable = line.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > SHOWN_CHARS ? printable.substring(0, SHOWN_CHARS) + "..." : printable;
    }
}
