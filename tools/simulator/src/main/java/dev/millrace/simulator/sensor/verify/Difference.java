package dev.millrace.simulator.sensor.verify;

/**
 * Something that is not as it was computed.
 *
 * @param what which answer, and where in it
 * @param onlyLacks whether time can heal it: readings may still be on their way, but none may be counted twice, ever
 */
public record Difference(String what, String expected, String reported, boolean onlyLacks) {
    /** Stands for something that is not there. */
    public static final String NONE = "none";

    /** One line. */
    public String line() {
        return "%s: expected %s, reported %s".formatted(what, expected, reported);
    }
}
