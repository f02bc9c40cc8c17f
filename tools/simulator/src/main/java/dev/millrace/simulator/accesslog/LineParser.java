package dev.millrace.simulator.accesslog;

/** Reads the lines of one log, from its first on: some formats say on a line what the next ones mean. For one thread. */
@FunctionalInterface
public interface LineParser {
    /** What the line is. No text makes it throw. */
    LogLine parse(String line);
}
