package dev.millrace.simulator.client;

import java.util.Locale;

/** The format of events in a request. One event alone goes to the route for single events, never compressed. */
public record PostFormat(Batch batch, Compression compression) {

    public enum Batch {
        NDJSON,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Compression {
        NONE,
        GZIP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
