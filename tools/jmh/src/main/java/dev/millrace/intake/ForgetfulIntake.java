package dev.millrace.intake;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.Replication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** An intake whose buffer keeps nothing: it measures the way from a body's bytes to its frames. */
public final class ForgetfulIntake {
    private ForgetfulIntake() {}

    /** Makes an intake with the default limits. */
    public static Intake open() {
        IntakeConfig config =
                new IntakeConfig(16 << 20, 64 << 10, 100_000, 366, Duration.ofSeconds(5), Duration.ofSeconds(30), 0);
        return new Intake(new Nowhere(), config, new IntakeMetrics(new SimpleMeterRegistry()), Replication.NONE);
    }

    private static final class Nowhere implements EventBuffer {
        private static final AppendResult TAKEN = new AppendResult.Taken(
                CompletableFuture.completedFuture(null), CompletableFuture::new, CompletableFuture::new);

        @Override
        public AppendResult append(ByteBuffer frames) {
            return TAKEN;
        }

        @Override
        public BufferState state() {
            return new BufferState(0, Long.MAX_VALUE, 64 << 20, new BufferRows(0, 0, 0), Duration.ZERO, null);
        }

        @Override
        public Optional<AppendResult.Refused> refusal() {
            return Optional.empty();
        }

        @Override
        public Chunk take(BatchLimits limits) {
            throw new UnsupportedOperationException("the intake only appends");
        }

        @Override
        public void commit(long end, List<Deferral> deferrals) {
            throw new UnsupportedOperationException("the intake only appends");
        }

        @Override
        public void visitPending(Predicate<Frame> visitor) {
            throw new UnsupportedOperationException("the intake only appends");
        }

        @Override
        public void retireFiles() {
            throw new UnsupportedOperationException("the intake only appends");
        }

        @Override
        public void close() {}
    }
}
