package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/** Decodes the events of one body as they are found, and counts their verdicts. */
final class EventReader implements BodySlicer.Events {
    private final byte[] body;
    private final EventDecoder decoder;
    private final FrameWriter rows;
    private final IntakeConfig config;
    private final @Nullable EventRecorder recorder;
    private final int maxAppendBytes;
    private final VerdictCounts counts = new VerdictCounts();
    private int found;
    private int broken;

    /**
     * @param recorder records every event, unless it is null
     * @param maxAppendBytes the most that the buffer takes at once
     */
    EventReader(
            byte[] body,
            EventDecoder decoder,
            FrameWriter rows,
            IntakeConfig config,
            @Nullable EventRecorder recorder,
            int maxAppendBytes) {
        this.body = body;
        this.decoder = decoder;
        this.rows = rows;
        this.config = config;
        this.recorder = recorder;
        this.maxAppendBytes = maxAppendBytes;
    }

    @Override
    public void event(int from, int to) {
        found++;
        if (hasTooMany() || hasTooManyDays() || recordsTooMuch()) {
            // The whole body will be refused: no need to read the rest.
            return;
        }
        Verdict verdict = verdict(from, to);
        counts.count(counts.total(), verdict);
        if (recorder != null) {
            recorder.record(body, from, to, verdict);
        }
    }

    private Verdict verdict(int from, int to) {
        if (to - from > config.maxEventBytes()) {
            return Verdict.Rejected.tooLong(to - from, config.maxEventBytes());
        }
        return decoder.decode(body, from, to, rows);
    }

    @Override
    public void broken(String reason) {
        broken++;
        counts.count(counts.total(), Verdict.Rejected.event(reason));
    }

    /** Returns true if there are more events than a body may hold; errors between events do not count. */
    boolean hasTooMany() {
        return found > config.maxEvents();
    }

    /** Returns true if the events are of more days than a body may have. */
    boolean hasTooManyDays() {
        return rows.days() > config.maxDays();
    }

    /** Returns the number of verdicts: one for each event and one for each error between events. */
    int received() {
        return found + broken;
    }

    /** Returns true if the recorded events alone are more than the buffer takes at once. */
    private boolean recordsTooMuch() {
        return recorder != null && recorder.size() > maxAppendBytes;
    }

    /** Returns true if the rows and the recorded events together are more than the buffer takes at once. */
    boolean keepsTooMuch() {
        return recorder != null && rows.size() + recorder.size() > maxAppendBytes;
    }

    VerdictCounts counts() {
        return counts;
    }
}
