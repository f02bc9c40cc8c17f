package dev.millrace.node;

/** A part of Millrace that may run on some nodes only. */
public enum NodeRole {
    /** Takes events: over HTTP, from MQTT brokers and from topics. */
    ACCEPT,
    /** Stores what is in the log of Kafka. */
    DRAIN,
    /** Answers reports, and where an event is. */
    REPORT,
    /** Seals and recomputes hours, and erases persons. */
    ROLLUP
}
