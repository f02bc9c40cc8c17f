package dev.millrace.torture.neighbour.difficult;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment at which a client has to be gone. */
public final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** Makes a deadline that far away. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Returns true when it is there. */
    public boolean isOver() {
        return left() <= 0;
    }

    /** Sleeps for so long, but not beyond it. */
    public void pause(Duration duration) throws InterruptedException {
        long sleep = Math.min(duration.toNanos(), left());
        if (sleep > 0) {
            TimeUnit.NANOSECONDS.sleep(sleep);
        }
    }

    private long left() {
        return nanos - System.nanoTime();
    }
}
