package dev.millrace.payload;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.millrace.deadletter.RefusedPayload;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VerdictCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Collects the events of one payload that can never be accepted, as payloads for the dead letters. For one thread at a time. */
public final class RejectedEvents implements RejectionListener {
    /** The number of the repeated field that holds the events of a protobuf message. */
    private static final int EVENTS = 1;

    private final BodyFormat format;
    private final byte[] payload;
    private final List<RefusedPayload> events = new ArrayList<>(0);
    private final Set<Verdict.Rejected> verdicts = Collections.newSetFromMap(new IdentityHashMap<>(0));

    /**
     * Begins with none.
     *
     * @param payload is kept as a whole if it cannot be cut into events
     */
    public RejectedEvents(BodyFormat format, byte[] payload) {
        this.format = format;
        this.payload = payload;
    }

    @Override
    public void rejected(byte[] bytes, int from, int to, Verdict.Rejected verdict) {
        events.add(new RefusedPayload(ofOne(format, bytes, from, to), reason(verdict)));
        verdicts.add(verdict);
    }

    private static String reason(Verdict.Rejected verdict) {
        return "%s %s".formatted(verdict.field(), verdict.reason());
    }

    /**
     * Returns what has to be kept: each rejected reading by itself, as long as only events are wrong; the whole payload if it cannot be
     * cut into events, or if one of them is too long. The accepted events of such a payload are then also in the dead letter.
     */
    public List<RefusedPayload> of(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.Kept kept -> of(kept.counts());
            case IntakeAnswer.NothingKept nothing -> of(nothing.counts());
            case IntakeAnswer.Unreadable unreadable -> List.of(new RefusedPayload(payload, unreadable.reason()));
            case IntakeAnswer.Busy _ -> List.of();
        };
    }

    private List<RefusedPayload> of(VerdictCounts counts) {
        if (counts.total() == 0 && format == BodyFormat.PROTOBUF) {
            // Nearly any few bytes are a valid message of unknown fields.
            return List.of(new RefusedPayload(payload, "There is no event in it."));
        }
        if (counts.rejected() == events.size()) {
            return events;
        }
        String reason = counts.listed().stream()
                .map(VerdictCounts.RejectedAt::verdict)
                .filter(verdict -> !verdicts.contains(verdict))
                .findFirst()
                .map(RejectedEvents::reason)
                .orElse("a part of it is no event");
        return List.of(new RefusedPayload(payload, reason));
    }

    /** Returns a payload that holds just this event. */
    static byte[] ofOne(BodyFormat format, byte[] bytes, int from, int to) {
        if (format != BodyFormat.PROTOBUF) {
            return Arrays.copyOfRange(bytes, from, to);
        }
        ByteString event = UnsafeByteOperations.unsafeWrap(bytes, from, to - from);
        byte[] message = new byte[CodedOutputStream.computeBytesSize(EVENTS, event)];
        try {
            CodedOutputStream.newInstance(message).writeBytes(EVENTS, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return message;
    }
}
