package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.Tally;
import java.time.Duration;
import java.util.Map;

/**
 * Some seconds in which the same clients were there.
 *
 * @param clients what difficult clients asked and were answered, by their names; none if the honest ones were alone
 * @param honest how the honest ones fared
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

    /** What a client asked and was answered; nothing if it was not there. */
    Tally of(String client) {
        return clients.getOrDefault(client, new Tally());
    }
}
