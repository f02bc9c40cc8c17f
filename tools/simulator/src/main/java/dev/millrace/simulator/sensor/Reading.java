package dev.millrace.simulator.sensor;

/**
 * What a sensor said at one instant. A text that is empty is not sent.
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
