package dev.millrace.torture.blackbox;

import com.fasterxml.jackson.databind.JsonNode;

/** A window as a report says it. */
record Window(long count, double min, double max, double sum, double first, double last) {
    /** A window without readings. */
    static final Window NONE = new Window(0, 0, 0, 0, 0, 0);

    static Window of(JsonNode json) {
        return new Window(
                json.path("count").asLong(),
                json.path("min").asDouble(Double.NaN),
                json.path("max").asDouble(Double.NaN),
                json.path("sum").asDouble(Double.NaN),
                json.path("first").asDouble(Double.NaN),
                json.path("last").asDouble(Double.NaN));
    }
}
