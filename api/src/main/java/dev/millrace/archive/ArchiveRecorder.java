package dev.millrace.archive;

import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Encodes the events of one request as rows of {@link ArchiveTable#EVENTS}. Not thread-safe. */
final class ArchiveRecorder implements EventRecorder {
    /** Most bytes of a sender's name. Browsers and libraries use shorter ones; it is stored with every event. */
    static final int MAX_SENDER_BYTES = 1024;

    /** A parser's words quote what it read. */
    private static final int MAX_REASON_CHARACTERS = 512;

    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    private final Origin origin;
    private final EventMetadata metadata;
    private final VersionClock versions;
    private final int maxEventBytes;
    private final Counter taken;
    private final FrameWriter rows = new FrameWriter(ArchiveTable.EVENTS.id(), 0);
    private final byte[] kind;
    private final byte[] operation;
    private final byte[] source;
    private final byte[] sender;
    private int events;

    /** The properties that all events of a request share. */
    record Origin(String kind, String operation, String source, String sender, long receivedAt) {}

    ArchiveRecorder(Origin origin, EventMetadata metadata, VersionClock versions, int maxEventBytes, Counter taken) {
        this.origin = origin;
        this.metadata = metadata;
        this.versions = versions;
        this.maxEventBytes = maxEventBytes;
        this.taken = taken;
        this.kind = utf8(origin.kind());
        this.operation = utf8(origin.operation());
        this.source = utf8(origin.source());
        this.sender = atMost(MAX_SENDER_BYTES, utf8(origin.sender()));
    }

    @Override
    public void record(byte[] bytes, int from, int to, Verdict verdict) {
        // A longer event was rejected unread: the decoder knows nothing of it, and its metadata is still that of the
        // previous event.
        boolean wasDecoded = to - from <= maxEventBytes;
        long happenedAt = wasDecoded ? metadata.happenedAt().orElse(origin.receivedAt()) : origin.receivedAt();
        long version = verdict instanceof Verdict.Accepted ? metadata.version() : versions.next();
        rows.startRow((int) Math.floorDiv(origin.receivedAt(), MILLIS_PER_DAY))
                .uint64(origin.receivedAt())
                // Not after the time of arrival and not before 1970, so that an erasure of today finds the event
                // whatever time it claims.
                .uint64(Math.max(0, Math.min(happenedAt, origin.receivedAt())))
                .uint64(version)
                .string(kind, kind.length)
                .string(wasDecoded ? metadata.subject() : "")
                .string(operation, operation.length)
                .string(source, source.length)
                .string(sender, sender.length)
                .string(ArchivedVerdict.of(verdict).wireName())
                .string(reason(verdict))
                .string(wasDecoded ? metadata.filled() : "")
                .uint8(wasDecoded ? 0 : 1)
                .string(bytes, from, Math.min(to - from, maxEventBytes))
                .end();
        events++;
    }

    private static String reason(Verdict verdict) {
        String reason = ArchivedVerdict.reason(verdict);
        return reason.length() <= MAX_REASON_CHARACTERS ? reason : reason.substring(0, MAX_REASON_CHARACTERS);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public ByteBuffer frames() {
        return rows.frames();
    }

    @Override
    public void taken() {
        taken.increment(events);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] atMost(int length, byte[] bytes) {
        return bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }
}
