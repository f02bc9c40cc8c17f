package dev.millrace.clock;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shards;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Corrects the service's clock by ClickHouse's, in a thread of its own. All nodes do so, so their versions and times differ by no more than
 * half a round trip to ClickHouse, however wrong the clocks of their machines are. While no shard answers the last correction holds.
 */
@Singleton
@Requires(beans = CorrectedClock.class)
public final class ClockSync {
    private static final Logger log = LoggerFactory.getLogger(ClockSync.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** The least correction that is logged. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    /** The number of samples: the one with the shortest round trip is the most exact, and counts. */
    private static final int SAMPLES = 5;

    private static final String NOW = "SELECT toUnixTimestamp64Micro(now64(6))";

    private final PerShard<Statements> shards;
    private final CorrectedClock clock;
    private final Duration interval;
    private final Thread thread =
            Thread.ofPlatform().name("clock-sync").daemon().unstarted(this::run);

    ClockSync(Shards shards, CorrectedClock clock, ClockConfig config, MeterRegistry registry) {
        this.shards = shards.each(Statements.class);
        this.clock = clock;
        this.interval = config.syncInterval();
        Gauge.builder("millrace.clock.correction", () -> clock.correction().toNanos() / 1e9)
                .baseUnit("seconds")
                .description("What is added to the time of this machine's clock, so that it is ClickHouse's")
                .register(registry);
    }

    /** A comparison: how far ClickHouse's clock is ahead of this machine's, and the error of that. */
    private record Sample(Duration ahead, Duration error) {}

    /** Compares the clocks once, then starts the thread that goes on doing so. Returns after some seconds at most; ClickHouse may be away. */
    public void start() throws InterruptedException {
        if (!interval.isZero()) {
            compare();
            thread.start();
        }
    }

    /** Ends the thread. */
    public void stop() throws InterruptedException {
        if (thread.isAlive()) { // else it was never started, or has ended
            thread.interrupt();
            thread.join(STOP_TIMEOUT);
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(interval.toMillis());
                compare();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the first shard that answers. Every node asks them in the same order. */
    void compare() throws InterruptedException {
        for (Statements shard : shards.all()) {
            try {
                apply(bestSample(shard));
                return;
            } catch (IOException | RuntimeException e) {
                log.debug("A shard did not say what time it is: {}", e.toString());
            }
        }
    }

    private Sample bestSample(Statements shard) throws IOException, InterruptedException {
        Sample best = sample(shard);
        for (int i = 1; i < SAMPLES; i++) {
            Sample next = sample(shard);
            best = next.error().compareTo(best.error()) < 0 ? next : best;
        }
        return best;
    }

    private Sample sample(Statements shard) throws IOException, InterruptedException {
        Instant asked = clock.uncorrected();
        long askedNanos = System.nanoTime();
        long micros = Long.parseLong(shard.execute(Role.ROLLUP, NOW, TIMEOUT).strip());
        Duration half = Duration.ofNanos((System.nanoTime() - askedNanos) / 2);
        Instant there = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return new Sample(Duration.between(asked.plus(half), there), half);
    }

    /** Ignores a difference that the measurement itself may have caused. */
    private void apply(Sample sample) {
        Duration before = clock.correction();
        Duration change = sample.ahead().minus(before);
        if (change.abs().compareTo(sample.error()) <= 0) {
            return;
        }
        clock.correct(sample.ahead());
        if (change.abs().compareTo(WORTH_TELLING) > 0) {
            log.warn(
                    "This machine's clock is {} ms {} ClickHouse's: times and versions follow ClickHouse's. Is NTP running on both?",
                    sample.ahead().abs().toMillis(),
                    sample.ahead().isNegative() ? "ahead of" : "behind");
        }
    }
}
