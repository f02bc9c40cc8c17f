package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.EventBufferContract;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.testing.DiskFaults;
import dev.millrace.testing.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairBufferTest extends EventBufferContract {
    private static final DiskBufferConfig SMALL =
            new DiskBufferConfig(1 << 20, 1 << 14, 1 << 18, Duration.ofNanos(500_000));
    private static final int FEW = 16;
    private static final int MANY = 2 * FEW + 1;

    @TempDir
    Path directory;

    private final DiskFaults disk = new DiskFaults();

    @Override
    protected EventBuffer open() throws IOException {
        return new FairBuffer(open("few"), open("many"), FEW);
    }

    private DiskBuffer open(String name) throws IOException {
        return DiskBuffer.open(directory.resolve(name), SMALL, disk::open, new SimpleMeterRegistry());
    }

    @Test
    void whatIsOfManyDaysComesInPiecesAndOthersBetweenThem() throws Exception {
        CompletableFuture<Void> many = appendSafely(days(MANY));
        CompletableFuture<Void> few = appendSafely(Frames.of("few"));
        assertThat(texts(take())).isEqualTo(texts(0, FEW));
        Chunk other = take();
        assertThat(texts(other)).containsExactly("few");
        buffer.commit(other.end());
        assertThat(few).isCompleted();
        CompletableFuture<Void> late = appendSafely(Frames.of("late"));
        assertThat(texts(take())).isEqualTo(texts(FEW, 2 * FEW));
        assertThat(texts(take())).containsExactly("late");
        Chunk last = take();
        assertThat(texts(last)).isEqualTo(texts(2 * FEW, MANY));
        assertThat(many).isNotDone();
        buffer.commit(last.end());
        assertThat(many).isCompleted();
        assertThat(late).isNotDone();
    }

    @Test
    void anAppendOfAFewDaysIsOneChunk() throws Exception {
        CompletableFuture<Void> _ = appendSafely(days(FEW));
        assertThat(texts(take())).isEqualTo(texts(0, FEW));
    }

    @Test
    void nothingOfManyDaysIsLetGoBeforeAllOfItIsStored() throws Exception {
        CompletableFuture<Void> _ = appendSafely(days(MANY));
        buffer.commit(take().end());
        buffer.commit(take().end());
        reopen();
        assertThat(buffer.state().pendingBytes()).isPositive();
        List<String> again = new ArrayList<>();
        while (again.size() < MANY) {
            Chunk chunk = take();
            again.addAll(texts(chunk));
            buffer.commit(chunk.end());
        }
        assertThat(again).isEqualTo(texts(0, MANY));
        assertThat(buffer.state().pendingBytes()).isZero();
    }

    @Test
    void aPieceThatIsOnlyDeferredKeepsTheOthersWaitingForStored() throws Exception {
        CompletableFuture<Void> many = appendSafely(days(MANY));
        Chunk first = take();
        CompletableFuture<Void> elsewhere = new CompletableFuture<>();
        long from = first.positions()[1];
        buffer.commit(
                first.end(),
                List.of(new Deferral(from, from + Chunk.length(first.frames().get(1)), () -> elsewhere)));
        buffer.commit(take().end());
        buffer.commit(take().end());
        assertThat(many).isNotDone();
        elsewhere.complete(null);
        assertThat(many).isCompleted();
    }

    @Test
    void whoLooksForARowSeesThoseOfManyDaysToo() throws Exception {
        CompletableFuture<Void> _ = appendSafely(days(MANY));
        CompletableFuture<Void> _ = appendSafely(Frames.of("few"));
        List<Integer> rows = new ArrayList<>();
        buffer.visitPending(frame -> rows.add(frame.rowCount()));
        assertThat(rows).hasSize(MANY + 1);
        rows.clear();
        buffer.visitPending(frame -> !rows.add(frame.rowCount()));
        assertThat(rows).hasSize(1);
    }

    private Chunk take() throws IOException, InterruptedException {
        return buffer.take(EAGER);
    }

    /** What says when it is stored. */
    private CompletableFuture<Void> appendSafely(ByteBuffer frames) throws Exception {
        AppendResult.Taken taken = (AppendResult.Taken) buffer.append(frames);
        taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return taken.stored().get().toCompletableFuture();
    }

    private static ByteBuffer days(int days) {
        ByteBuffer all = ByteBuffer.allocate(days * (FrameCodec.HEADER_BYTES + 10));
        for (int day = 0; day < days; day++) {
            all.put(Frames.of(day, "day " + day));
        }
        return all.flip();
    }

    private static List<String> texts(Chunk chunk) {
        return Frames.texts(chunk);
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj("day %s"::formatted).toList();
    }

    @Test
    void aDayThatComesInSeveralFramesIsNotCutApart() throws Exception {
        ByteBuffer twice = ByteBuffer.allocate(2 * MANY * (FrameCodec.HEADER_BYTES + 10))
                .put(days(MANY))
                .put(days(MANY))
                .flip();
        CompletableFuture<Void> _ = appendSafely(twice);
        assertThat(take().frames().stream().map(Frame::day).distinct()).hasSize(FEW);
    }
}
