package dev.millrace.kafka;

import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VerdictCounts;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects what can never be accepted of one value. For one thread at a time. */
final class RejectedEvents implements RejectionListener {
    /** Field 1 of {@code Readings}, which is repeated and has a length. */
    private static final int READING = (1 << 3) | 2;

    private final BodyFormat format;
    private final byte[] value;
    private final List<DeadLetters.Payload> events = new ArrayList<>(0);

    RejectedEvents(BodyFormat format, byte[] value) {
        this.format = format;
        this.value = value;
    }

    @Override
    public void rejected(byte[] bytes, int from, int to, Verdict.Rejected verdict) {
        events.add(new DeadLetters.Payload(ofOne(bytes, from, to), reason(verdict)));
    }

    private static String reason(Verdict.Rejected verdict) {
        return "%s %s".formatted(verdict.field(), verdict.reason());
    }

    /** Returns a value that holds just this event. */
    private byte[] ofOne(byte[] bytes, int from, int to) {
        if (format != BodyFormat.PROTOBUF) {
            return Arrays.copyOfRange(bytes, from, to);
        }
        ByteArrayOutputStream one = new ByteArrayOutputStream(to - from + 6);
        one.write(READING);
        int length = to - from;
        while (length > 0x7f) {
            one.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        one.write(length);
        one.write(bytes, from, to - from);
        return one.toByteArray();
    }

    /**
     * Returns what there is to keep. Each event by itself, as long as only events are wrong; the whole value if it cannot be cut into
     * events, or one of them is too long: what was good of it is then in both places.
     */
    List<DeadLetters.Payload> of(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.Kept kept -> of(kept.counts());
            case IntakeAnswer.NothingKept nothing -> of(nothing.counts());
            case IntakeAnswer.Unreadable unreadable -> List.of(new DeadLetters.Payload(value, unreadable.reason()));
            case IntakeAnswer.Busy _ -> List.of();
        };
    }

    private List<DeadLetters.Payload> of(VerdictCounts counts) {
        if (counts.total() == 0) {
            // An empty array; or bytes that are, to protobuf, fields that nobody knows.
            return List.of(new DeadLetters.Payload(value, "There is no event in it."));
        }
        if (counts.rejected() == events.size()) {
            return events;
        }
        Set<String> known = events.stream().map(DeadLetters.Payload::reason).collect(Collectors.toSet());
        String reason = counts.listed().stream()
                .map(rejected -> reason(rejected.verdict()))
                .filter(text -> !known.contains(text))
                .findFirst()
                .orElse("a part of it is no event");
        return List.of(new DeadLetters.Payload(value, reason));
    }
}
