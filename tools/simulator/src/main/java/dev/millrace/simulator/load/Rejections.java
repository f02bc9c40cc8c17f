package dev.millrace.simulator.load;

import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.console.Console;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows the first events that the service rejects; the others are only counted, by the tally. Thread-safe. */
public final class Rejections {
    private static final int SHOWN = 5;

    private final Console console;
    private final AtomicInteger shown = new AtomicInteger();

    public Rejections(Console console) {
        this.console = console;
    }

    /** Shows it, unless many were shown before; {@code event} tells a person which one it was. */
    public void show(Rejection rejection, String event) {
        int number = shown.incrementAndGet();
        if (number <= SHOWN) {
            console.notice("rejected: %s %s (%s)", rejection.field(), rejection.error(), event);
        } else if (number == SHOWN + 1) {
            console.notice("rejected: more of them, which are only counted");
        }
    }
}
