package dev.millrace.benchmarks.load;

import java.util.List;

/**
 * The parameters of a run of wrk.
 *
 * @param script the script that makes the requests
 * @param arguments for the script
 */
public record WrkOrder(String script, Request request, int connections, List<String> arguments) {
    /** Copies. */
    public WrkOrder {
        arguments = List.copyOf(arguments);
    }
}
