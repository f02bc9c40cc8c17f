package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.VerdictCounts;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionBodiesTest {
    private static final int INLINE = 100;

    private final DecoderPool decoders = TestDecoderPool.decoders(INLINE, 2);
    private final ConnectionBodies bodies = decoders.bodiesOf(new EmbeddedChannel());
    private final List<String> decoded = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        decoders.stop();
    }

    @Test
    void onlySmallPlainBodiesAreDecodedOnTheEventLoop() {
        String here = Thread.currentThread().getName();
        assertThat(threadOf(body(INLINE, null))).isEqualTo(here);
        assertThat(threadOf(body(INLINE + 1, null))).startsWith("decoder-");
        assertThat(threadOf(body(1, "gzip"))).startsWith("decoder-");
    }

    @Test
    void aSmallBodyDoesNotOvertakeALargeOneOfItsConnection() {
        CompletionStage<IntakeAnswer> large = bodies.accept(body(INLINE + 1, null), () -> decode("large", true));
        CompletionStage<IntakeAnswer> small = bodies.accept(body(1, null), () -> decode("small", false));
        ConnectionBodies others = decoders.bodiesOf(new EmbeddedChannel());
        join(others.accept(body(1, null), () -> decode("other", false)));
        join(others.accept(body(INLINE + 1, null), () -> decode("other large", false)));
        assertThat(decoded).containsExactly("other", "other large");
        gate.countDown();
        join(small);
        join(large);
        assertThat(decoded).containsExactly("other", "other large", "large", "small");
    }

    @Test
    void whatFailsIsAnsweredAndWhatComesBehindItGoesOn() {
        CompletionStage<IntakeAnswer> failed = bodies.accept(body(INLINE + 1, null), () -> {
            throw new StackOverflowError();
        });
        CompletionStage<IntakeAnswer> next = bodies.accept(body(INLINE + 1, null), () -> decode("next", false));
        join(next);
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aServiceThatStopsRefusesWhatWaitsAndFinishesWhatWasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletionStage<IntakeAnswer> first = bodies.accept(body(INLINE + 1, null), () -> {
            begun.countDown();
            return decode("first", true);
        });
        CompletionStage<IntakeAnswer> second = bodies.accept(body(INLINE + 1, null), () -> decode("second", false));
        begun.await();
        Thread stopping = Thread.ofPlatform().start(() -> {
            try {
                decoders.stop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ConnectionBodies others = decoders.bodiesOf(new EmbeddedChannel());
        // It is refused as soon as the stop has begun.
        while (!(join(others.accept(body(INLINE + 1, null), () -> decode("late", false)))
                instanceof IntakeAnswer.Busy)) {
            Thread.onSpinWait();
        }
        gate.countDown();
        assertThat(join(first)).isInstanceOf(IntakeAnswer.Kept.class);
        assertThat(join(second)).isInstanceOf(IntakeAnswer.Busy.class);
        stopping.join();
        assertThat(decoded).contains("first").doesNotContain("second");
    }

    private String threadOf(PostedBody posted) {
        CompletableFuture<String> thread = new CompletableFuture<>();
        join(bodies.accept(posted, () -> {
            thread.complete(Thread.currentThread().getName());
            return decode("any", false);
        }));
        // Its line is idle only a moment after the answer.
        while (!bodies.isIdle()) {
            Thread.onSpinWait();
        }
        return thread.join();
    }

    private CompletionStage<IntakeAnswer> decode(String name, boolean waits) {
        if (waits) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        decoded.add(name);
        return CompletableFuture.completedFuture(new IntakeAnswer.Kept(AckLevel.DISK, VerdictCounts.ofOne()));
    }

    private static IntakeAnswer join(CompletionStage<IntakeAnswer> answer) {
        return answer.toCompletableFuture().join();
    }

    private static PostedBody body(int length, @Nullable String contentEncoding) {
        return new PostedBody(new byte[length], contentEncoding, null);
    }
}
