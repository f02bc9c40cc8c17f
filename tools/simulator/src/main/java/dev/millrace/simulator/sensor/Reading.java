package dev.millrace.simulator.sensor;

/**
 * The reading of a sensor at one instant. An empty text is not sent.
 *
 * @param tsMillis since 1970
 * @param value finite
 * @param attributes a JSON object
 */
public record Reading(
        String sensorId,
        long tsMillis,
        double value,
        String facility,
        String equipment,
        String unit,
        String quality,
        String attributes) {
    public Reading {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the value of " + sensorId + " is " + value);
        }
    }
}
