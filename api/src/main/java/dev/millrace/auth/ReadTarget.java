package dev.millrace.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The object of a reading request.
 *
 * @param what which of the scopes that name no subject permits it
 * @param subject the kind of the ids, such as {@code user}; null if it is about everything
 * @param ids decoded; each has to be permitted
 */
record ReadTarget(What what, @Nullable String subject, List<String> ids) {
    /** A class of answers. */
    enum What {
        /** Aggregates of events. */
        REPORTS,
        /** Figures about the service. */
        METRICS,
        /** Single events, and what no kind of event lists. */
        OTHER
    }

    static final ReadTarget UNKNOWN = new ReadTarget(What.OTHER, null, List.of());
    static final ReadTarget METRICS = new ReadTarget(What.METRICS, null, List.of());
}
