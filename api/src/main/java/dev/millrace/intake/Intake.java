package dev.millrace.intake;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Replication;
import dev.millrace.intake.IntakeAnswer.Cause;
import dev.millrace.log.LimitedLog;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Turns a body into an answer: unpacks it, cuts it into events, decodes each, hands the rows to the buffer, and waits for the
 * acknowledgement level that the sender wants. Knows no kind of event. Thread-safe; never blocks.
 */
@Singleton
public final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final byte[] NO_TEXT = {};

    /**
     * Bounds the bodies of requests that wait for {@code replicated} or {@code stored}. A request beyond that is answered at once with the level that its events
     * have reached.
     */
    private static final long MAX_WAITS_BYTES = 32L << 20;

    private final EventBuffer buffer;
    private final IntakeConfig config;
    private final IntakeMetrics metrics;
    private final AckTimeouts waits;
    private final Replication replication;
    private final int maxAppendBytes;

    Intake(EventBuffer buffer, IntakeConfig config, IntakeMetrics metrics, Replication replication) {
        // A row is shorter than its event's JSON, so the rows of a body that may be read also fit.
        if (config.maxDecompressedBytes() > buffer.state().maxAppendBytes()) {
            throw new IllegalArgumentException(
                    "MILLRACE_INTAKE_MAX_DECOMPRESSED_BYTES (%s) must not exceed MILLRACE_BUFFER_MAX_PENDING_BYTES (%s)."
                            .formatted(
                                    config.maxDecompressedBytes(),
                                    buffer.state().maxAppendBytes()));
        }
        this.buffer = buffer;
        this.config = config;
        this.metrics = metrics;
        this.waits = new AckTimeouts(config.storedTimeout(), MAX_WAITS_BYTES);
        this.replication = replication;
        this.maxAppendBytes = buffer.state().maxAppendBytes();
    }

    /** Takes the events of one request. */
    public CompletionStage<IntakeAnswer> accept(EventBody events) {
        byte[] body = events.posted().body();
        if (body.length == 0) {
            return answer(new IntakeAnswer.Unreadable(Cause.EMPTY, "The body is empty."));
        }
        return switch (Decompression.decompress(
                body, events.posted().contentEncoding(), config.maxDecompressedBytes())) {
            case Decompression.Result.Plain plain -> decode(events, plain);
            case Decompression.Result.TooLarge _ ->
                answer(new IntakeAnswer.Unreadable(
                        Cause.TOO_LARGE,
                        "The body has more than %s bytes once it is unpacked: send smaller batches."
                                .formatted(config.maxDecompressedBytes())));
            case Decompression.Result.Damaged damaged ->
                answer(new IntakeAnswer.Unreadable(Cause.DAMAGED, damaged.reason()));
            case Decompression.Result.Unsupported unsupported ->
                answer(new IntakeAnswer.Unreadable(
                        Cause.UNSUPPORTED_ENCODING,
                        "Content-Encoding %s is not supported: use one of %s, or none."
                                .formatted(unsupported.encoding(), PostedBody.ENCODINGS)));
        };
    }

    private CompletionStage<IntakeAnswer> decode(EventBody body, Decompression.Result.Plain plain) {
        EventRecorder recorder = body.recorder();
        FrameWriter rows = new FrameWriter(body.table(), plain.length() / 2);
        EventReader events = new EventReader(plain.bytes(), body.decoder(), rows, config, recorder, maxAppendBytes);
        try {
            BodySlicer.slice(body.format(), plain.bytes(), plain.length(), events);
        } catch (UncheckedIOException e) {
            return noVersion(e, events.received());
        }
        VerdictCounts counts = events.counts();
        if (events.keepsTooMuch()) {
            return answer(new IntakeAnswer.Unreadable(
                    Cause.TOO_LARGE,
                    "The events of the body and what is archived of them have more than %s bytes: send smaller batches."
                            .formatted(maxAppendBytes)));
        }
        if (events.hasTooMany()) {
            return answer(new IntakeAnswer.Unreadable(
                    Cause.TOO_LARGE,
                    "The body has more than %s events: send smaller batches.".formatted(config.maxEvents())));
        }
        if (events.hasTooManyDays()) {
            return answer(new IntakeAnswer.Unreadable(
                    Cause.TOO_LARGE,
                    "The events of the body are of more than %s days: send those of fewer days together."
                            .formatted(config.maxDays())));
        }
        metrics.received(events.received());
        if (counts.accepted() == 0 && (recorder == null || recorder.size() == 0)) {
            metrics.count(counts);
            return answer(new IntakeAnswer.NothingKept(counts));
        }
        return append(rows, counts, body.posted().body().length, body.wanted(), recorder);
    }

    /** Takes one row that the service makes itself. */
    public CompletionStage<IntakeAnswer> accept(MadeRow made) {
        EventRecorder recorder = made.recorder();
        FrameWriter row = new FrameWriter(made.table(), 0);
        try {
            made.encoder().accept(row);
            if (recorder != null) {
                recorder.record(NO_TEXT, 0, 0, Verdict.ACCEPTED);
            }
        } catch (UncheckedIOException e) {
            return noVersion(e, 1);
        }
        metrics.received(1);
        VerdictCounts counts = new VerdictCounts();
        counts.count(0, Verdict.ACCEPTED);
        return append(row, counts, 0, made.wanted(), recorder);
    }

    /** Takes rows that were accepted before, with their original versions. They count as accepted once more. */
    public CompletionStage<IntakeAnswer> acceptAgain(FrameWriter rows, int count, AckLevel wanted) {
        metrics.received(count);
        VerdictCounts counts = new VerdictCounts();
        for (int i = 0; i < count; i++) {
            counts.count(i, Verdict.ACCEPTED);
        }
        return append(rows, counts, 0, wanted, null);
    }

    private CompletionStage<IntakeAnswer> noVersion(UncheckedIOException e, int events) {
        faults.at(Level.WARN, LimitedLog.kindOf(e)).log("No version can be given out: {}", e.getMessage());
        metrics.received(events);
        metrics.refused(events);
        return answer(new IntakeAnswer.Busy("The disk does not take events at the moment.", SOON));
    }

    private CompletionStage<IntakeAnswer> append(
            FrameWriter rows, VerdictCounts counts, int bodyBytes, AckLevel wanted, @Nullable EventRecorder recorder) {
        return switch (buffer.append(frames(rows, recorder))) {
            case AppendResult.Taken taken -> {
                metrics.count(counts);
                if (recorder != null) {
                    recorder.taken();
                }
                CompletionStage<IntakeAnswer> reached = await(taken, wanted, counts, bodyBytes);
                yield counts.accepted() > 0 ? reached : reached.thenApply(Intake::nothingKept);
            }
            case AppendResult.Refused refused -> {
                metrics.refused(counts.total());
                yield answer(new IntakeAnswer.Busy(refused.reason(), refused.retryAfter()));
            }
        };
    }

    private static ByteBuffer frames(FrameWriter rows, @Nullable EventRecorder recorder) {
        ByteBuffer frames = rows.frames();
        if (recorder == null) {
            return frames;
        }
        ByteBuffer recorded = recorder.frames();
        return ByteBuffer.allocate(recorded.remaining() + frames.remaining())
                .put(recorded)
                .put(frames)
                .flip();
    }

    /** Hides that something was stored: it is only the archived request, and no event. */
    private static IntakeAnswer nothingKept(IntakeAnswer reached) {
        return reached instanceof IntakeAnswer.Kept kept ? new IntakeAnswer.NothingKept(kept.counts()) : reached;
    }

    private CompletionStage<IntakeAnswer> await(
            AppendResult.Taken taken, AckLevel wanted, VerdictCounts counts, int bodyBytes) {
        return switch (wanted) {
            case MEMORY -> answer(new IntakeAnswer.Kept(AckLevel.MEMORY, counts));
            case DISK ->
                taken.onDisk()
                        .handle((_, failure) ->
                                failure == null ? new IntakeAnswer.Kept(AckLevel.DISK, counts) : inDoubt(failure));
            case ONE_BROKER, REPLICATED ->
                waitFor(
                        taken,
                        taken.forwarded(),
                        replication.copies() > 1 ? AckLevel.REPLICATED : AckLevel.ONE_BROKER,
                        counts,
                        bodyBytes);
            case STORED -> waitFor(taken, taken.stored(), AckLevel.STORED, counts, bodyBytes);
        };
    }

    private CompletionStage<IntakeAnswer> waitFor(
            AppendResult.Taken taken,
            Supplier<CompletionStage<Void>> done,
            AckLevel then,
            VerdictCounts counts,
            int bodyBytes) {
        return taken.onDisk()
                .thenCompose(_ -> waits.await(done, then, bodyBytes))
                .<IntakeAnswer>thenApply(level -> new IntakeAnswer.Kept(level, counts))
                .exceptionally(Intake::inDoubt);
    }

    /** Answers all requests that wait for {@code replicated} or {@code stored}, now and from now on, with the level that is reached. For a service that stops. */
    public void stopWaiting() {
        waits.stop();
    }

    private static IntakeAnswer inDoubt(Throwable failure) {
        log.debug("A request could not be made safe", failure);
        return new IntakeAnswer.Busy(
                "The events could not be made safe on disk; sending them again is safe and does not count them twice.",
                SOON);
    }

    private static CompletionStage<IntakeAnswer> answer(IntakeAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
