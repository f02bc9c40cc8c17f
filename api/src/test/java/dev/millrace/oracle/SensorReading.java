package dev.millrace.oracle;

import java.time.Instant;

/** A reading, as far as windows know it. */
record SensorReading(String sensor, Instant ts, double value, String facility) {}
