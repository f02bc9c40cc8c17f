package dev.millrace.simulator.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcome of one attempt of a request, which tells what to do next. */
sealed interface Attempt<T> {

    record Done<T>(T value) implements Attempt<T> {}

    /**
     * Another attempt may succeed.
     *
     * @param retryAfter the pause the service asks for, if it does
     */
    record TryLater<T>(String reason, @Nullable Duration retryAfter) implements Attempt<T> {}

    /** Trying again would end the same way. */
    record Refused<T>(String reason) implements Attempt<T> {}
}
