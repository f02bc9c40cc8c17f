package dev.millrace.simulator.options;

import dev.millrace.simulator.console.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options for the steps besides posting. */
public class Steps {
    @Option(names = "--no-check", description = "Post only.")
    public boolean noCheck;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to ask again for answers that lack events, because acknowledged events may not be"
                    + " stored yet. Default: ${DEFAULT-VALUE}")
    public Duration settle = Duration.ZERO;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress. On a terminal it is a bar, elsewhere a line every 5 seconds.")
    public boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    public boolean help;
}
