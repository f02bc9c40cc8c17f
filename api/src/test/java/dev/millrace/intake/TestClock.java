package dev.millrace.intake;

import dev.millrace.clock.ClockFactory;
import dev.millrace.clock.CorrectedClock;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The time of a service under test; the setting {@code test.clock} names it. */
public final class TestClock implements InstantSource {
    private static final Map<String, TestClock> CLOCKS = new ConcurrentHashMap<>();

    private volatile Instant now;

    private TestClock(Instant now) {
        this.now = now;
    }

    /** A clock that stands until it is moved. */
    public static TestClock named(String name, Instant now) {
        TestClock clock = new TestClock(now);
        CLOCKS.put(name, clock);
        return clock;
    }

    /** Moves it. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Factory
    @Requires(property = "test.clock")
    static final class TestClockFactory {
        @Bean
        @Primary
        @Singleton
        @Replaces(bean = CorrectedClock.class, factory = ClockFactory.class)
        InstantSource clock(@Value("${test.clock}") String name) {
            return Objects.requireNonNull(CLOCKS.get(name));
        }
    }
}
