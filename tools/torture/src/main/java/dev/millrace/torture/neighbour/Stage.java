package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.Tally;
import java.time.Duration;
import java.util.Map;

/**
 * The results of some seconds with the same clients.
 *
 * @param clients requests and answers of difficult clients, by their names; none if the honest ones were alone
 * @param honest the counts of the honest ones
 * @param mostMegabytes the most memory of the service
 */
record Stage(Map<String, Tally> clients, Duration length, HonestTally honest, long mostMegabytes) {
    Stage {
        clients = Map.copyOf(clients);
    }

    String names() {
        return clients.isEmpty()
                ? "honest ones alone"
                : String.join(" + ", clients.keySet().stream().sorted().toList());
    }

    /** Returns the requests and answers of a client; empty if it took no part. */
    Tally of(String client) {
        return clients.getOrDefault(client, new Tally());
    }
}
