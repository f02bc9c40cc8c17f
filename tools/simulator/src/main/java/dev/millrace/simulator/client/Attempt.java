package dev.millrace.simulator.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one try of a request ended, and so what to do next. */
sealed interface Attempt<T> {

    record Done<T>(T value) implements Attempt<T> {}

    /**
     * Another try may end otherwise.
     *
     * @param retryAfter the pause the service asks for, if it does
     */
    record TryLater<T>(String reason, @Nullable Duration retryAfter) implements Attempt<T> {}

    /** Trying again would end the same way. */
    record Refused<T>(String reason) implements Attempt<T> {}
}
