package dev.millrace.torture.neighbour.http;

import java.util.Map;

/**
 * An answer of the service.
 *
 * @param headers by their names in lower case
 * @param body empty if nobody wanted it
 */
public record Answer(int status, Map<String, String> headers, String body) {
    /** Copies. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** The value of a header, empty if it is missing. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
