package dev.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Replication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While ClickHouse is down, those who wait for it do not pile up. */
@Timeout(20)
class AckTimeoutsTest {
    @Test
    void theBytesOfAllThatWaitMayReachTheBoundExactly() {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        AckTimeouts waits = new AckTimeouts(Duration.ofMinutes(5), 3 * 4096 + 5);
        CompletableFuture<AckLevel> first = wait(waits, stored, 5);
        assertThat(wait(waits, new CompletableFuture<>(), 4097)).isDone();
        CompletableFuture<AckLevel> second = wait(waits, stored, 4096);
        assertThat(wait(waits, new CompletableFuture<>(), 0)).isDone();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        stored.complete(null);
        assertThat(first.join()).isEqualTo(AckLevel.STORED);
        assertThat(wait(waits, new CompletableFuture<>(), 2 * 4096 + 6)).isDone();
        assertThat(wait(waits, new CompletableFuture<>(), 2 * 4096 + 5)).isNotDone();
    }

    private static CompletableFuture<AckLevel> wait(AckTimeouts waits, CompletableFuture<Void> stored, int bodyBytes) {
        return waits.await(() -> stored, AckLevel.STORED, bodyBytes).toCompletableFuture();
    }

    @Test
    void whoHasNoPlaceToWaitIsToldAtOnceThatTheEventsAreOnDisk() {
        FakeBuffer buffer = new FakeBuffer();
        buffer.onDisk.complete(null);
        IntakeConfig config = new IntakeConfig(16 << 20, 64 << 10, 10, 366, Duration.ZERO, Duration.ofMinutes(5), 0);
        Intake intake = new Intake(buffer, config, new IntakeMetrics(new SimpleMeterRegistry()), Replication.NONE);
        CompletableFuture<IntakeAnswer> first = post(intake, 16 << 20);
        CompletableFuture<IntakeAnswer> second = post(intake, 16 << 20);
        assertThat(first).isNotDone();
        assertThat(level(second.join())).isEqualTo(AckLevel.DISK);
        buffer.stored.complete(null);
        assertThat(level(first.join())).isEqualTo(AckLevel.STORED);
        assertThat(level(post(intake, 16 << 20).join())).isEqualTo(AckLevel.STORED);
    }

    @Test
    void whoStopsWaitingLetsTheBufferForgetIt() throws InterruptedException {
        FakeBuffer buffer = new FakeBuffer();
        buffer.onDisk.complete(null);
        IntakeConfig config = new IntakeConfig(16 << 20, 64 << 10, 10, 366, Duration.ZERO, Duration.ofMillis(10), 0);
        Intake intake = new Intake(buffer, config, new IntakeMetrics(new SimpleMeterRegistry()), Replication.NONE);
        assertThat(level(post(intake, 10).join())).isEqualTo(AckLevel.DISK);
        while (!buffer.stored.isCancelled()) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<IntakeAnswer> post(Intake intake, int bytes) {
        byte[] body = ("[\"ok\"]" + " ".repeat(bytes - 6)).getBytes(StandardCharsets.UTF_8);
        return intake.accept(new EventBody(
                        WordDecoder.TABLE,
                        new WordDecoder(),
                        BodyFormat.JSON,
                        new PostedBody(body, null, null),
                        AckLevel.STORED,
                        null))
                .toCompletableFuture();
    }

    private static AckLevel level(IntakeAnswer answer) {
        assertThat(answer).isInstanceOf(IntakeAnswer.Kept.class);
        return ((IntakeAnswer.Kept) answer).level();
    }
}
