package dev.millrace.sensor.window;

/** Which sensors to look at for a facility: all that ever named it, so a few too many. */
final class FacilitySensors {
    private FacilitySensors() {}

    /** The condition for their rows. */
    static String condition(String facility) {
        return "sensor_id IN (SELECT sensor_id FROM millrace.facility_sensor WHERE facility = %s)"
                .formatted(SensorIds.sql(facility));
    }
}
