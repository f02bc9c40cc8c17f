package dev.millrace.simulator.sensor.verify;

import dev.millrace.simulator.console.Console;
import java.time.Duration;
import java.util.List;

/** Writes the results of a check for people. */
public final class CheckLines {
    private static final int SHOWN = 20;

    private CheckLines() {}

    /** Prints the first differences and how many there are of {@code what}, which says what was compared. */
    public static void print(Console console, String what, List<Difference> differences, Duration elapsed) {
        console.result("checked %s: %,d differences (%.1f s)", what, differences.size(), elapsed.toMillis() / 1e3);
        differences.stream().limit(SHOWN).forEach(difference -> console.result("  %s", difference.line()));
        if (differences.size() > SHOWN) {
            console.result("  and %,d more", differences.size() - SHOWN);
        }
        if (differences.stream().anyMatch(difference -> !difference.onlyLacks())) {
            console.result("More than was posted: does the service hold other readings of these sensors?");
        }
    }
}
