package dev.millrace.gate;

import java.util.List;
import java.util.stream.Stream;

/**
 * The paths of a kind of event. They decide which permission a request needs; the gate collects those of all kinds. Immutable.
 *
 * @param events paths that events are posted to and reports are read from, with all paths below: POST needs the permission {@code write},
 * GET and HEAD need {@code read}, all other methods {@code admin}
 * @param beacons paths of events that pages of browsers post to; the key may be in the URL
 * @param deletions paths below which DELETE changes events; it needs {@code admin}
 * @param reports paths that GET and HEAD read reports from, with all paths below; they need {@code read}
 */
public record ApiPaths(List<String> events, List<String> beacons, List<String> deletions, List<String> reports) {
    /** Copies the lists. */
    public ApiPaths {
        events = List.copyOf(events);
        beacons = List.copyOf(beacons);
        deletions = List.copyOf(deletions);
        reports = List.copyOf(reports);
    }

    /** Returns the paths of a kind whose events are posted to a path or below it. */
    public static ApiPaths ofEvents(String path) {
        return new ApiPaths(List.of(path), List.of(), List.of(), List.of());
    }

    /** Adds a path of beacons, which is below that of events. */
    public ApiPaths withBeacon(String path) {
        return new ApiPaths(events, joined(beacons, path), deletions, reports);
    }

    /** Adds a path of deletions. */
    public ApiPaths withDeletions(String path) {
        return new ApiPaths(events, beacons, joined(deletions, path), reports);
    }

    /** Adds a path of reports. */
    public ApiPaths withReports(String path) {
        return new ApiPaths(events, beacons, deletions, joined(reports, path));
    }

    private static List<String> joined(List<String> paths, String path) {
        return Stream.concat(paths.stream(), Stream.of(path)).toList();
    }
}
