package dev.millrace.gate;

import org.jspecify.annotations.Nullable;

/** The body of a request that was let in, while it is incomplete. Belongs to its connection's event loop. */
final class ReceivingBody implements Input {
    private final AdmittedRequest request;

    /** Null while all of the body came in one turn of the event loop. */
    private @Nullable ArrivingBody registered;

    ReceivingBody(AdmittedRequest request) {
        this.request = request;
    }

    AdmittedRequest request() {
        return request;
    }

    boolean isRegistered() {
        return registered != null;
    }

    /**
     * Lets the budget give this body up if it is slow and others need its memory. Once.
     *
     * @param giveUp ends it, from any thread
     */
    void register(BodyBudget budget, long sinceNanos, Runnable giveUp) {
        registered = new ArrivingBody(request, sinceNanos, giveUp);
        budget.begins(registered);
    }

    /** Ends that: the body has come whole, or never will. */
    void end(BodyBudget budget) {
        if (registered != null) {
            budget.ends(registered);
            registered = null;
        }
    }
}
