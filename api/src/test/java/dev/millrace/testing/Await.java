package dev.millrace.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;

/**
 * Waits for what becomes true after a while; fails with what was seen last. An IOException means that it is not true yet, any other failure
 * ends the wait.
 */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Await() {}

    /** Waits for up to a minute. */
    public static void isTrue(Callable<Boolean> condition) {
        isTrue(PATIENCE, condition);
    }

    /** Waits for up to so long. */
    public static void isTrue(Duration patience, Callable<Boolean> condition) {
        isEqual(patience, true, condition);
    }

    /** Waits for up to a minute until the value is the expected one. */
    public static <T> void isEqual(T expected, Callable<T> actual) {
        isEqual(PATIENCE, expected, actual);
    }

    /** Waits for up to so long until the value is the expected one. */
    public static <T> void isEqual(Duration patience, T expected, Callable<T> actual) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(patience)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(actual, Matchers.equalTo(expected));
    }
}
