package dev.millrace.buffer.disk;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.SideBufferFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Opens the buffers on disk. */
@Factory
final class DiskBufferFactory {
    /** The directory of the second log. Its name must not begin like those of side buffers. */
    private static final String MANY_DAYS = "many-days";

    @Bean(preDestroy = "close")
    @Singleton
    EventBuffer diskBuffer(
            DiskBufferConfig config,
            FairBufferConfig fair,
            MeterRegistry registry,
            @Value("${millrace.data-dir}") Path dataDir)
            throws IOException {
        DiskBuffer few = DiskBuffer.open(dataDir.resolve("buffer"), config, FileChannel::open, registry);
        try {
            return new FairBuffer(
                    few, DiskBuffer.open(dataDir.resolve(MANY_DAYS), config, FileChannel::open, registry), fair.days());
        } catch (IOException | RuntimeException e) {
            few.close();
            throw e;
        }
    }

    /** Makes side buffers. Each may hold as much as the first buffer; their metrics are added to those of the first. */
    @Singleton
    SideBufferFactory sideBuffers(
            DiskBufferConfig config, MeterRegistry registry, @Value("${millrace.data-dir}") Path dataDir) {
        return new DiskSideBufferFactory(dataDir, config, registry);
    }
}
