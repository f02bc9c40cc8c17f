package dev.millrace.gate;

/** A body that did not come in one turn. */
final class ArrivingBody implements BodyBudget.Arriving {
    private final AdmittedRequest admission;
    private final long sinceNanos;
    private final Runnable end;

    /** @param end ends it, from any thread */
    ArrivingBody(AdmittedRequest admission, long sinceNanos, Runnable end) {
        this.admission = admission;
        this.sinceNanos = sinceNanos;
        this.end = end;
    }

    @Override
    public long sinceNanos() {
        return sinceNanos;
    }

    @Override
    public long bytes() {
        return admission.charged();
    }

    @Override
    public void giveUp() {
        end.run();
    }
}
