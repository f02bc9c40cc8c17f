package dev.millrace.sensor.mqtt;

import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VerdictCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Collects the readings of one payload that can never be accepted. For one thread at a time. */
final class RejectedReadings implements RejectionListener {
    private final BodyFormat format;
    private final byte[] payload;
    private final List<DeadLetters.Payload> readings = new ArrayList<>(0);
    private final Set<Verdict.Rejected> verdicts = Collections.newSetFromMap(new IdentityHashMap<>(0));

    RejectedReadings(BodyFormat format, byte[] payload) {
        this.format = format;
        this.payload = payload;
    }

    @Override
    public void rejected(byte[] bytes, int from, int to, Verdict.Rejected verdict) {
        readings.add(new DeadLetters.Payload(MqttPayload.ofOne(format, bytes, from, to), reason(verdict)));
        verdicts.add(verdict);
    }

    private static String reason(Verdict.Rejected verdict) {
        return "%s %s".formatted(verdict.field(), verdict.reason());
    }

    /**
     * Returns what has to be kept: each rejected reading by itself, as long as only readings are wrong; the whole payload if it cannot be
     * cut into readings, or if one of them is too long. The accepted readings of such a payload are then also in the dead letter.
     */
    List<DeadLetters.Payload> of(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.Kept kept -> of(kept.counts());
            case IntakeAnswer.NothingKept nothing -> of(nothing.counts());
            case IntakeAnswer.Unreadable unreadable -> List.of(new DeadLetters.Payload(payload, unreadable.reason()));
            case IntakeAnswer.Busy _ -> List.of();
        };
    }

    private List<DeadLetters.Payload> of(VerdictCounts counts) {
        if (counts.total() == 0 && format == BodyFormat.PROTOBUF) {
            // Nearly any few bytes are a valid message of unknown fields.
            return List.of(new DeadLetters.Payload(payload, "There is no reading in it."));
        }
        if (counts.rejected() == readings.size()) {
            return readings;
        }
        String reason = counts.listed().stream()
                .map(VerdictCounts.RejectedAt::verdict)
                .filter(verdict -> !verdicts.contains(verdict))
                .findFirst()
                .map(RejectedReadings::reason)
                .orElse("a part of it is no reading");
        return List.of(new DeadLetters.Payload(payload, reason));
    }
}
