package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.Replication;
import dev.millrace.intake.http.VerdictCountsBody;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final FakeBuffer buffer = new FakeBuffer();
    private final WordDecoder decoder = new WordDecoder();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void memoryIsAnsweredAtOnce() {
        assertKept(accept("[\"ok\"]", AckLevel.MEMORY, LONG), AckLevel.MEMORY);
    }

    @Test
    void diskIsAnsweredWhenTheEventsAreOnDiskAndNotBefore() {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", AckLevel.DISK, LONG);
        assertThat(answer).isNotDone();
        buffer.onDisk.complete(null);
        assertKept(answer, AckLevel.DISK);
    }

    @Test
    void nobodyIsHurriedByARequestThatDoesNotWaitForStored() {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", AckLevel.DISK, LONG);
        buffer.onDisk.complete(null);
        assertThat(answer).isDone();
        assertThat(buffer.isAskedForStored).isFalse();
    }

    @Test
    void storedIsAnsweredWhenTheEventsAreStoredAndNotBefore() {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", AckLevel.STORED, LONG);
        buffer.onDisk.complete(null);
        assertThat(buffer.isAskedForStored).isTrue();
        assertThat(answer).isNotDone();
        buffer.stored.complete(null);
        assertKept(answer, AckLevel.STORED);
    }

    @Test
    void whoWaitsForStoredTooLongIsToldThatTheEventsAreOnDisk() throws Exception {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", AckLevel.STORED, SHORT);
        buffer.onDisk.complete(null);
        answer.get(10, TimeUnit.SECONDS);
        assertKept(answer, AckLevel.DISK);
    }

    @Test
    void theTimeForStoredBeginsOnDisk() throws Exception {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", AckLevel.STORED, SHORT);
        Thread.sleep(SHORT.multipliedBy(5));
        assertThat(answer).isNotDone();
    }

    @ParameterizedTest
    @EnumSource(names = {"DISK", "STORED"})
    void nothingIsPromisedWhenTheDiskFails(AckLevel wanted) {
        CompletableFuture<IntakeAnswer> answer = accept("[\"ok\"]", wanted, LONG);
        buffer.onDisk.completeExceptionally(new IOException("Input/output error"));
        IntakeAnswer.Busy busy = (IntakeAnswer.Busy) answer.join();
        assertThat(busy.reason()).contains("could not be made safe on disk").doesNotContain("Input/output");
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void aBufferThatRefusesIsAnsweredWithItsWordsAndItsTime(AckLevel wanted) {
        buffer.refusal = new AppendResult.Refused("The buffer is full.", Duration.ofSeconds(17));
        assertThat(accept("[\"ok\",\"no\"]", wanted, LONG))
                .isCompletedWithValue(new IntakeAnswer.Busy("The buffer is full.", Duration.ofSeconds(17)));
        assertThat(counted()).isEqualTo(Map.of("accepted", 0, "filtered", 0, "rejected", 0, "refused", 2));
    }

    @Test
    void aBadEventCostsItsNeighboursNothing() {
        IntakeAnswer.Kept kept = (IntakeAnswer.Kept)
                accept("[\"ok\",{},\"bot\",\"ok\",]", AckLevel.MEMORY, LONG).join();
        assertThat(VerdictCountsBody.of(kept.counts()).rejected())
                .extracting(VerdictCountsBody.RejectedEvent::index)
                .containsExactly(1, 4);
        assertThat(buffer.frames).singleElement().satisfies(frame -> {
            assertThat(frame.table()).isEqualTo(WordDecoder.TABLE);
            assertThat(frame.rowCount()).isEqualTo(2);
        });
        assertThat(counted()).isEqualTo(Map.of("accepted", 2, "filtered", 1, "rejected", 2, "refused", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"no\"]", "[\"bot\"]", "[\"bot\",\"no\"]", "\"no\"", "[] x"})
    void aRequestWithoutAGoodEventDoesNotReachTheBuffer(String body) {
        assertThat(accept(body, AckLevel.STORED, LONG).join()).isInstanceOf(IntakeAnswer.NothingKept.class);
        assertThat(buffer.frames).isEmpty();
    }

    @Test
    void aVersionThatCannotBeHadKeepsTheWholeRequestOutForNow() {
        assertThat(accept("[\"ok\",\"disk\"]", AckLevel.MEMORY, LONG).join()).isInstanceOf(IntakeAnswer.Busy.class);
        assertThat(buffer.frames).isEmpty();
    }

    private CompletableFuture<IntakeAnswer> accept(String body, AckLevel wanted, Duration storedTimeout) {
        IntakeConfig config = new IntakeConfig(1 << 20, 1 << 16, 1000, 366, Duration.ofSeconds(5), storedTimeout, 0);
        return new Intake(buffer, config, new IntakeMetrics(registry), Replication.NONE)
                .accept(new EventBody(
                        WordDecoder.TABLE,
                        decoder,
                        BodyFormat.JSON,
                        new PostedBody(body.getBytes(UTF_8), null, null),
                        wanted,
                        null))
                .toCompletableFuture();
    }

    private static void assertKept(CompletableFuture<IntakeAnswer> answer, AckLevel level) {
        assertThat(answer)
                .isCompletedWithValueMatching(
                        kept -> kept instanceof IntakeAnswer.Kept(AckLevel reached, VerdictCounts counts)
                                && reached == level
                                && counts.accepted() == 1);
    }

    private Map<String, Integer> counted() {
        Map<String, Integer> counted = new TreeMap<>();
        registry.get("millrace.intake.events")
                .counters()
                .forEach(counter -> counted.put(counter.getId().getTag("verdict"), (int) counter.count()));
        return counted;
    }
}
