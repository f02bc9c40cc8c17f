package dev.millrace.decode;

import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.IntakeConfig;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Decodes bodies that would block an event loop for too long, in threads of its own. Senders take turns. Thread-safe.
 *
 * <p>Decoding needs a processor and nothing else, so there are as many threads as processors: more would only compete, and fewer would
 * leave a processor idle when all bodies are large.
 */
@Singleton
public final class DecoderPool {
    private static final AttributeKey<ConnectionBodies> BODIES = AttributeKey.valueOf(DecoderPool.class, "bodies");

    private static final IntakeAnswer STOPPING =
            new IntakeAnswer.Busy("The service is stopping.", Duration.ofSeconds(1));

    /** A sender with more than this in its backlog is paused. It is enough to keep all decoding threads busy. */
    private static final long LONG_BACKLOG_BYTES = 8 << 20;

    private final SenderBacklogs backlogs = new SenderBacklogs(LONG_BACKLOG_BYTES);
    private final FairQueue<WaitingBody> queue = new FairQueue<>();
    private final DecodeMetrics metrics;
    private final int inlineBytes;
    private final List<Thread> threads;
    private volatile boolean isStopping;

    DecoderPool(DecodeConfig config, IntakeConfig intake, DecodeMetrics metrics) {
        this.metrics = metrics;
        this.inlineBytes = config.inlineBytes();
        this.threads = IntStream.rangeClosed(1, config.threads(intake.maxDecompressedBytes()))
                .mapToObj(i -> Thread.ofPlatform().name("decoder-" + i).daemon().unstarted(this::run))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Returns the bodies of a connection. Only its event loop may call this. */
    public ConnectionBodies bodiesOf(Channel connection) {
        ConnectionBodies known = connection.attr(BODIES).get();
        if (known == null) {
            known = new ConnectionBodies(connection, this, inlineBytes);
            connection.attr(BODIES).set(known);
        }
        return known;
    }

    /**
     * Queues a body, which is decoded after those before it in its line and in its sender's turn.
     *
     * @param length of the body
     * @param giveBack is run when the body is not needed any more
     */
    CompletionStage<IntakeAnswer> decode(
            Object sender,
            FairQueue.Line<WaitingBody> line,
            long length,
            Runnable giveBack,
            Supplier<CompletionStage<IntakeAnswer>> work) {
        backlogs.add(sender, length);
        Runnable end = () -> {
            giveBack.run();
            backlogs.remove(sender, length);
        };
        WaitingBody body = new WaitingBody(work, length, end, System.nanoTime(), new CompletableFuture<>());
        metrics.waits(length);
        if (!queue.add(sender, line, body)) {
            metrics.begins(length, 0);
            body.refuse(STOPPING);
        }
        return body.answer();
    }

    /** See {@link SenderBacklogs#isLong}. */
    boolean hasLongBacklog(Object sender, Runnable goOn) {
        return backlogs.isLong(sender, goOn);
    }

    private void run() {
        try {
            for (var next = queue.take(); next != null; next = queue.take()) {
                try {
                    decode(next.task());
                } finally {
                    queue.done(next.line());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void decode(WaitingBody body) {
        metrics.begins(body.length(), System.nanoTime() - body.sinceNanos());
        if (isStopping) {
            body.refuse(STOPPING);
        } else {
            body.decode();
        }
    }

    /** Refuses bodies that wait, and further ones; returns when begun ones are done, or after a while. */
    @PreDestroy
    public void stop() throws InterruptedException {
        isStopping = true;
        queue.close();
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(5));
        }
    }
}
