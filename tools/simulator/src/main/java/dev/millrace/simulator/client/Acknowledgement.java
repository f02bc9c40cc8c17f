package dev.millrace.simulator.client;

import java.util.List;

/**
 * The service's answer about the events of one request.
 *
 * @param level the level reached, as the service names it
 * @param filtered events that were dropped on purpose; the service does not name them
 * @param rejected the rejections that the service lists
 * @param rejectedNotListed how many more there are: a long list is cut
 */
public record Acknowledgement(
        String level, int accepted, int filtered, List<Rejection> rejected, int rejectedNotListed) {
    public Acknowledgement {
        rejected = List.copyOf(rejected);
    }

    /** An answer that lists all of its rejections. */
    public Acknowledgement(String level, int accepted, int filtered, List<Rejection> rejected) {
        this(level, accepted, filtered, rejected, 0);
    }

    /** Returns the number of all rejections, listed or not. */
    public int rejections() {
        return rejected.size() + rejectedNotListed;
    }

    /** Returns true if it is known of each event what became of it. */
    public boolean namesEveryEvent() {
        return filtered == 0 && rejectedNotListed == 0;
    }

    /**
     * An event that the service did not take, and why.
     *
     * @param index the place of the event in the request, from 0
     */
    public record Rejection(int index, String field, String error) {}
}
