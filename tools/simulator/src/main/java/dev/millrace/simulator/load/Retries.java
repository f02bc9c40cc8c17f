package dev.millrace.simulator.load;

import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.client.RetryPolicy;
import dev.millrace.simulator.console.Console;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes retriers whose retries are counted, and told of once for each reason. Thread-safe. */
public final class Retries {
    private final Tally tally;
    private final Console console;
    private final String target;
    private final Set<String> noticedReasons = ConcurrentHashMap.newKeySet();

    /** Makes retriers for a service; {@code target} is its name for people. */
    public Retries(Tally tally, Console console, String target) {
        this.tally = tally;
        this.console = console;
        this.target = target;
    }

    /** Makes one that goes on for so long after the first try. */
    public Retrier of(Duration retryFor) {
        return of(retryFor, () -> {});
    }

    /** Makes one that calls {@code onRetry} before each retry, on the thread that retries. */
    public Retrier of(Duration retryFor, Runnable onRetry) {
        return new Retrier(new RetryPolicy(retryFor), reason -> {
            onRetry.run();
            tally.retried(reason);
            if (noticedReasons.add(reason)) {
                console.notice("%s: %s, trying again for up to %s s", target, reason, retryFor.toSeconds());
            }
        });
    }
}
