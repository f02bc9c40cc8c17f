package dev.millrace.simulator.sensor;

/** The newest reading of a sensor. */
public record Latest(String sensorId, long tsMillis, double value) {}
