package dev.millrace.simulator.accesslog;

import java.time.Instant;

/** What a line of an access log turned out to be. */
public sealed interface LogLine {

    /**
     * A request for a page.
     *
     * @param client the client's address, exactly as logged
     * @param target the request target, exactly as logged: with its query string and the server's escapes
     */
    record View(String client, Instant time, String target) implements LogLine {}

    record Skipped(Reason reason) implements LogLine {}

    enum Reason {
        NOT_A_LOG_LINE("not in combined log format"),
        BAD_TIME("no valid time"),
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
}
