package dev.millrace.testing;

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

/** The clock of a machine that is wrong, by the setting {@code test.clock-ahead}. */
@Factory
@Requires(property = "test.clock-ahead")
final class SkewedClock {
    @Bean
    @Primary
    @Singleton
    @Replaces(bean = CorrectedClock.class, factory = ClockFactory.class)
    CorrectedClock clock(@Value("${test.clock-ahead}") Duration ahead) {
        return new CorrectedClock(() -> Instant.now().plus(ahead));
    }
}
