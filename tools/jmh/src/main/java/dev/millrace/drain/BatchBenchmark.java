package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.traffic.table.TrafficTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds for each row: to make batches of the frames of a chunk. */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BatchBenchmark.ROWS)
public class BatchBenchmark {
    static final int ROWS = 100_000;
    private static final int ROW_BYTES = 75;
    private static final int DAY = 20_000;

    /** Rows of each frame: single events, and bodies of 1,000. */
    @Param({"1", "1000"})
    public int rowsPerFrame;

    private final BatchCutter cutter = new BatchCutter(List.of(TrafficTable.VIEWS));
    private List<Frame> frames;

    /** Makes a chunk. */
    @Setup
    public void prepare() {
        ByteBuffer all = ByteBuffer.allocate(ROWS * ROW_BYTES);
        int frameBytes = rowsPerFrame * ROW_BYTES;
        frames = IntStream.range(0, ROWS / rowsPerFrame)
                .mapToObj(i ->
                        new Frame(TrafficTable.VIEWS.id(), DAY, rowsPerFrame, all.slice(i * frameBytes, frameBytes)))
                .toList();
    }

    /** Cuts them. */
    @Benchmark
    public List<Batch> cut() {
        return cutter.cut(frames);
    }
}
