package dev.millrace.simulator.client;

import java.util.List;

/**
 * What the service said about the events of one request.
 *
 * @param level the level reached, as the service names it
 * @param filtered events that were taken and dropped on purpose; the service does not say which
 */
public record Acknowledgement(String level, int accepted, int filtered, List<Rejection> rejected) {
    public Acknowledgement {
        rejected = List.copyOf(rejected);
    }

    /**
     * An event that the service did not take, and why.
     *
     * @param index the place of the event in the request, from 0
     */
    public record Rejection(int index, String field, String error) {}
}
