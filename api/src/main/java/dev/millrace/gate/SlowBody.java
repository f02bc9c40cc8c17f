package dev.millrace.gate;

/** A body that did not come in one turn. */
final class SlowBody implements BodyBudget.Arriving {
    private final Admission admission;
    private final long sinceNanos;
    private final Runnable end;

    /** @param end ends it, from any thread */
    SlowBody(Admission admission, long sinceNanos, Runnable end) {
        this.admission = admission;
        this.sinceNanos = sinceNanos;
        this.end = end;
    }

    boolean isOf(Admission other) {
        return admission == other;
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
