package dev.millrace.torture.journal;

/**
 * A reading of a sensor.
 *
 * @param at at most one reading of a sensor and instant is in the reports at the end
 * @param value a multiple of a quarter, so that sums are exact in any order
 */
public record Reading(At at, double value) {
    /**
     * The identity of a reading.
     *
     * @param sensor belongs to one round, and to one sender in it; without commas and semicolons
     * @param millis since 1970
     */
    public record At(String sensor, long millis) {}

    /** Makes a reading with only a value. */
    public static Reading of(String sensor, long millis, double value) {
        return new Reading(new At(sensor, millis), value);
    }

    static Reading parse(String text) {
        String[] parts = text.split(",", -1);
        return of(parts[0], Long.parseLong(parts[1]), Double.parseDouble(parts[2]));
    }

    @Override
    public String toString() {
        return "%s,%s,%s".formatted(at.sensor(), at.millis(), value);
    }
}
