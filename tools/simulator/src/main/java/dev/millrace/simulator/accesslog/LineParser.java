package dev.millrace.simulator.accesslog;

/** Reads the lines of one log, from its first on: some formats say on a line what the next ones mean. For one thread. */
@FunctionalInterface
public interface LineParser {
    /** Classifies a line. Never throws, whatever the text. */
    LogLine parse(String line);
}
