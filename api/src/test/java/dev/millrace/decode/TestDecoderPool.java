package dev.millrace.decode;

import dev.millrace.intake.IntakeConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Makes decoders for tests. */
public final class TestDecoderPool {
    private TestDecoderPool() {}

    /** With so many threads; bodies up to that size are decoded at once. */
    public static DecoderPool decoders(int inlineBytes, int threads) {
        return new DecoderPool(
                new DecodeConfig(inlineBytes, threads),
                new IntakeConfig(1 << 20, 1 << 16, 1000, 366, Duration.ZERO, Duration.ofSeconds(1), 0),
                new DecodeMetrics(new SimpleMeterRegistry()));
    }
}
