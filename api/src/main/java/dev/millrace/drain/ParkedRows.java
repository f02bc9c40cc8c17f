package dev.millrace.drain;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.buffer.SideBufferFactory;
import dev.millrace.clickhouse.shard.Shard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Parks rows for a shard that does not take them, in a side buffer, so that rows of other shards need not wait. With several shards, each
 * has one. {@link #park} is for one thread at a time.
 */
@EachBean(Shard.class)
final class ParkedRows implements AutoCloseable {
    private final EventBuffer buffer;

    ParkedRows(Shard shard, SideBufferFactory buffers, MeterRegistry registry) {
        try {
            this.buffer = buffers.open(ParkedBufferNames.of(shard));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new ParkedGauges(registry, shard, buffer).register();
    }

    EventBuffer buffer() {
        return buffer;
    }

    boolean isEmpty() {
        return buffer.state().pendingBytes() == 0;
    }

    /**
     * Parks rows and returns when they are safe on disk.
     *
     * @return gives a stage that completes when they are stored; empty if the buffer does not take them
     */
    Optional<Supplier<CompletionStage<Void>>> park(List<Frame> frames) throws InterruptedException {
        int most = buffer.state().maxAppendBytes();
        int first = 0;
        AppendResult.Taken last = null;
        while (first < frames.size()) {
            int next = first;
            int bytes = 0;
            while (next < frames.size() && (next == first || bytes + length(frames.get(next)) <= most)) {
                bytes += length(frames.get(next));
                next++;
            }
            switch (buffer.append(encoded(frames.subList(first, next), bytes))) {
                case AppendResult.Refused _ -> {
                    return Optional.empty();
                }
                case AppendResult.Taken taken -> {
                    if (!isSafe(taken)) {
                        return Optional.empty();
                    }
                    last = taken;
                }
            }
            first = next;
        }
        return Optional.ofNullable(last).map(AppendResult.Taken::stored);
    }

    private static boolean isSafe(AppendResult.Taken taken) throws InterruptedException {
        try {
            Void _ = taken.onDisk().toCompletableFuture().get();
            return true;
        } catch (ExecutionException e) {
            return false; // the buffer has said why
        }
    }

    private static int length(Frame frame) {
        return FrameCodec.HEADER_BYTES + frame.rows().remaining();
    }

    private static ByteBuffer encoded(List<Frame> frames, int bytes) {
        byte[] encoded = new byte[bytes];
        int at = 0;
        for (Frame frame : frames) {
            int rows = frame.rows().remaining();
            frame.rows().get(frame.rows().position(), encoded, at + FrameCodec.HEADER_BYTES, rows);
            FrameCodec.writeHeader(encoded, at, frame.table(), frame.day(), frame.rowCount(), rows);
            at += FrameCodec.HEADER_BYTES + rows;
        }
        return ByteBuffer.wrap(encoded);
    }

    @Override
    @PreDestroy
    public void close() {
        buffer.close();
    }
}
