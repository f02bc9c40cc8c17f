package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.testing.DiskFaults;
import dev.millrace.testing.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The buffer says that it takes nothing before anybody has read what it would not take. */
@Timeout(60)
class EarlyRefusalTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final BatchLimits EAGER = new BatchLimits(1_000_000, 1 << 14, Duration.ofMillis(1));

    @TempDir
    Path directory;

    private final DiskFaults disk = new DiskFaults();
    private DiskBuffer buffer;

    @BeforeEach
    void open() throws IOException {
        DiskBufferConfig config = new DiskBufferConfig(MAX_BYTES, 1 << 14, 1 << 20, Duration.ofNanos(1000));
        buffer = DiskBuffer.open(directory, config, disk::open, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void anEmptyBufferRefusesNothing() {
        assertThat(buffer.refusal()).isEmpty();
    }

    @Test
    void aFullBufferRefusesUntilAPartOfItIsDrained() throws Exception {
        fill(10_000);
        assertThat(buffer.refusal()).hasValueSatisfying(refused -> {
            assertThat(refused.reason()).startsWith("The buffer is full");
            assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        });
        long full = buffer.state().pendingBytes();
        while (buffer.refusal().isPresent()) {
            Chunk chunk = buffer.take(EAGER);
            assertThat(chunk.frames()).isNotEmpty();
            buffer.commit(chunk.end());
        }
        assertThat(full - buffer.state().pendingBytes()).isBetween(MAX_BYTES / 100L, MAX_BYTES / 20L);
        assertThat(append(Frames.of("x".repeat(9000)))).isInstanceOf(AppendResult.Taken.class);
    }

    @Test
    void whatNeverFitsDoesNotCloseItForTheOthers() throws Exception {
        assertThat(buffer.append(Frames.of("x".repeat(MAX_BYTES)))).isInstanceOf(AppendResult.Refused.class);
        assertThat(buffer.refusal()).isEmpty();
    }

    @Test
    void aRequestThatNeedsTheWholeBufferIsLetInOnceItIsEmpty() throws Exception {
        append(Frames.of("small"));
        ByteBuffer large = Frames.of("x".repeat(MAX_BYTES - 30));
        assertThat(buffer.append(large.duplicate())).isInstanceOf(AppendResult.Refused.class);
        assertThat(buffer.refusal()).isPresent();
        Chunk chunk = buffer.take(EAGER);
        buffer.commit(chunk.end());
        assertThat(buffer.state().pendingBytes()).isZero();
        assertThat(buffer.refusal()).isEmpty();
        assertThat(append(large)).isInstanceOf(AppendResult.Taken.class);
    }

    @Test
    void aDiskThatTakesNothingIsSaidUntilItTakesSomething() throws Exception {
        disk.fillUpAfter(5);
        AppendResult.Taken taken = (AppendResult.Taken) buffer.append(Frames.of("row"));
        assertThat(taken.onDisk()
                        .toCompletableFuture()
                        .handle((_, failure) -> failure)
                        .get(10, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(buffer.refusal())
                .hasValueSatisfying(refused -> assertThat(refused.reason()).contains("disk does not take events"));
        disk.makeRoom();
        while (buffer.refusal().isPresent()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(append(Frames.of("row"))).isInstanceOf(AppendResult.Taken.class);
    }

    private void fill(int bytes) throws Exception {
        while (append(Frames.of("x".repeat(bytes))) instanceof AppendResult.Taken) {
            assertThat(buffer.refusal()).isEmpty();
        }
    }

    private AppendResult append(ByteBuffer frames) throws Exception {
        AppendResult appended = buffer.append(frames);
        if (appended instanceof AppendResult.Taken taken) {
            taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        return appended;
    }
}
