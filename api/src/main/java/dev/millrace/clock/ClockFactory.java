package dev.millrace.clock;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the clock that versions are taken from and that decides which times are in the future. */
@Factory
public final class ClockFactory {
    /** Micronaut has a clock too, so this one has to be the first choice. */
    @Bean
    @Primary
    @Singleton
    CorrectedClock clock() {
        return new CorrectedClock(Clock.systemUTC());
    }
}
