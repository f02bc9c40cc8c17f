package dev.millrace;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread or the port that it needs has ended: a service that runs and answers nothing is worse than one that is
 * started again. No acknowledged event is lost by that, just as by a kill. Does nothing before it is armed. Thread-safe.
 */
final class FatalExit {
    /** The exit code, that of an internal error in {@code sysexits.h}. */
    static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(FatalExit.class);

    /** False while the service is stopping, or runs within another program: its parts may end then. */
    private static final AtomicBoolean isArmed = new AtomicBoolean();

    private FatalExit() {}

    /** Watches all threads of the process from now on. */
    static void arm() {
        isArmed.set(true);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> now("The thread %s has ended".formatted(thread.getName()), failure));
    }

    /** Ends the watch, because the service is being stopped and its parts end. */
    static void disarm() {
        isArmed.set(false);
    }

    /** Ends the process at once, with a line that says why. */
    static void now(String why) {
        if (isArmed.compareAndSet(true, false)) {
            end(why, null);
        }
    }

    private static void now(String why, Throwable failure) {
        if (isArmed.compareAndSet(true, false)) {
            end(why, failure);
        } else {
            log.warn("{}", why, failure);
        }
    }

    private static void end(String why, @Nullable Throwable failure) {
        String line = failure == null ? why : why + ": " + failure;
        try {
            // The line that needs least comes first: there may be no memory for more.
            System.err.println("Millrace ends and has to be started again. " + line + ".");
            log.error("{}: the process ends with {} and has to be started again", why, EXIT_CODE, failure);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
