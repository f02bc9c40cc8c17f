package dev.millrace.intake;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A buffer whose answers a test decides. */
final class FakeBuffer implements EventBuffer {
    static final int MAX_APPEND_BYTES = 16 << 20;

    final CompletableFuture<Void> onDisk = new CompletableFuture<>();
    final CompletableFuture<Void> forwarded = new CompletableFuture<>();
    final CompletableFuture<Void> stored = new CompletableFuture<>();
    final List<Frame> frames = new ArrayList<>();
    boolean isAskedForStored;
    AppendResult.@Nullable Refused refusal;

    @Override
    public AppendResult append(ByteBuffer bytes) {
        if (refusal != null) {
            return refusal;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        while (copy.hasRemaining()) {
            Frame frame = FrameCodec.read(copy);
            if (frame == null) {
                throw new IllegalArgumentException(
                        "no whole frame at %s of %s".formatted(copy.position(), copy.limit()));
            }
            frames.add(frame);
        }
        return new AppendResult.Taken(onDisk, () -> forwarded, () -> {
            isAskedForStored = true;
            return stored;
        });
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
    public Optional<AppendResult.Refused> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public BufferState state() {
        return new BufferState(0, Long.MAX_VALUE, MAX_APPEND_BYTES, new BufferRows(0, 0, 0), Duration.ZERO, null);
    }

    @Override
    public void close() {}
}
