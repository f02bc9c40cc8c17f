package dev.millrace.simulator.sensor.verify;

/**
 * A difference between an answer and the computed values.
 *
 * @param what the answer, and the place in it
 * @param onlyLacks whether it may vanish with time: readings may still be on their way, but none may ever be counted twice
 */
public record Difference(String what, String expected, String reported, boolean onlyLacks) {
    /** Stands for something that is not there. */
    public static final String NONE = "none";

    /** Describes the difference in one line. */
    public String line() {
        return "%s: expected %s, reported %s".formatted(what, expected, reported);
    }
}
