package dev.millrace.buffer.disk;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.FrameCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Frames a second that are safe on disk, with the file system of {@code -Dmillrace.jmh.dir} (the present directory, else): every thread
 * waits for its own, so they share forces as requests do.
 */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class AppendBenchmark {
    private static final int TABLE = 1;
    private static final int DAY = 20_000;

    /** Bytes of the rows of a frame: a single event, and a batch of 1,000. */
    @Param({"75", "75000"})
    public int rowBytes;

    private Path directory;
    private DiskBuffer buffer;
    private byte[] frame;

    /** Opens an empty buffer. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory(Path.of(System.getProperty("millrace.jmh.dir", ".")), "append-");
        var config = new DiskBufferConfig(1L << 40, 64 << 20, 64 << 20, Duration.ofNanos(500_000));
        buffer = DiskBuffer.open(directory, config, FileChannel::open, new SimpleMeterRegistry());
        frame = new byte[FrameCodec.HEADER_BYTES + rowBytes];
        FrameCodec.writeHeader(frame, 0, TABLE, DAY, 1, rowBytes);
    }

    /** Deletes everything. */
    @TearDown
    public void close() throws IOException {
        buffer.close();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Appends a frame and waits until it is on disk. */
    @Benchmark
    @Threads(64)
    public void appendAndWait() {
        switch (buffer.append(ByteBuffer.wrap(frame))) {
            case AppendResult.Taken taken ->
                taken.onDisk().toCompletableFuture().join();
            case AppendResult.Refused refused -> throw new IllegalStateException(refused.reason());
        }
    }
}
