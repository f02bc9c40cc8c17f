package dev.millrace.simulator.accesslog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The parsed form of a line of an access log. */
public sealed interface LogLine {
    /** The end of 2105: what the service keeps of a time has 32 bits of seconds. */
    long LAST_SECOND = 4_291_747_200L;

    /**
     * A request for a page.
     *
     * @param client the client's address, exactly as logged
     * @param time to the millisecond; finer digits are cut off
     * @param target the request target, exactly as logged: with its query string and the server's escapes
     */
    record View(String client, Instant time, String target) implements LogLine {
        public View {
            time = time.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /** Any other line. */
    record Skipped(Reason reason) implements LogLine {}

    /** The reason why a line is not a view. */
    enum Reason {
        NOT_A_LOG_LINE("another format"),
        EMPTY("empty"),
        DIRECTIVE("a comment or directive"),
        NO_REQUEST("no request, but another message"),
        MISSING_FIELDS(
                "without fields for the client, the time and the path (as remote_addr, time_iso8601, request_uri; or c-ip,"
                        + " date, time, cs-uri-stem)"),
        BAD_TIME("no valid time"),
        OUT_OF_RANGE("a time outside of 1970 to 2105"),
        NO_CLIENT("no client"),
        NO_PATH("no request path");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Makes a view, or gives the reason why the line is not one: a log that has time, client and target may have invalid ones. */
    static LogLine of(String client, Instant time, String target) {
        if (client.isEmpty() || client.equals("-")) {
            return new Skipped(Reason.NO_CLIENT);
        }
        if (time.getEpochSecond() < 0 || time.getEpochSecond() >= LAST_SECOND) {
            return new Skipped(Reason.OUT_OF_RANGE);
        }
        return target.isEmpty() ? new Skipped(Reason.NO_PATH) : new View(client, time, target);
    }
}
