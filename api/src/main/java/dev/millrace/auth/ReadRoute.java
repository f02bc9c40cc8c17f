package dev.millrace.auth;

import org.jspecify.annotations.Nullable;

/**
 * A route that reads, and what it reads.
 *
 * @param path with <code>{}</code> in the place of a variable part
 * @param isReport true if it answers aggregates and no single event
 * @param subject what it reads is of: such as {@code user}; null if of all
 * @param parameter query parameter that names the subjects; null if the variable part of the path does
 */
public record ReadRoute(
        String path,
        boolean isReport,
        @Nullable String subject,
        @Nullable String parameter) {
    /** The variable part of a path. */
    static final String VARIABLE = "{}";

    /** Returns a route that answers aggregates of all events. */
    public static ReadRoute report(String path) {
        return new ReadRoute(path, true, null, null);
    }

    /** Returns a route that answers aggregates of the subject that its path names. */
    public static ReadRoute reportOf(String subject, String path) {
        return new ReadRoute(path, true, subject, null);
    }

    /** Returns a route that answers aggregates of the subjects that a parameter names. */
    public static ReadRoute reportOfEach(String subject, String path, String parameter) {
        return new ReadRoute(path, true, subject, parameter);
    }

    /** Returns a route that answers single events of the subject that its path names. */
    public static ReadRoute eventsOf(String subject, String path) {
        return new ReadRoute(path, false, subject, null);
    }

    /** Returns a route that answers single events of the subjects that a parameter names. */
    public static ReadRoute eventsOfEach(String subject, String path, String parameter) {
        return new ReadRoute(path, false, subject, parameter);
    }
}
