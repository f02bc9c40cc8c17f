package dev.millrace.benchmarks.load;

import java.util.List;

/**
 * What wrk is told to do.
 *
 * @param script which of ours makes the requests
 * @param arguments for the script
 */
public record WrkOrder(String script, Request request, int connections, List<String> arguments) {
    /** Copies. */
    public WrkOrder {
        arguments = List.copyOf(arguments);
    }
}
