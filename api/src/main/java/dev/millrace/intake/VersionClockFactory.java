package dev.millrace.intake;

import dev.millrace.buffer.EventBuffer;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/** Makes what gives events their versions. */
@Factory
final class VersionClockFactory {
    /** @param buffer not used, but it must be open first: its lock reserves the data directory for one process */
    @Bean(preDestroy = "close")
    @Singleton
    VersionClock versionClock(
            InstantSource clock, IntakeConfig config, @Value("${millrace.data-dir}") Path dataDir, EventBuffer buffer) {
        return new VersionClock(clock, new VersionReservation(dataDir.resolve("versions")), config.node());
    }
}
