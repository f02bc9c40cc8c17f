package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/** Decodes the events of one body as they are found, and counts what became of them. */
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
     * @param recorder is told of every event, unless it is null
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

    /** True if the events are of more days than those of a body may be. */
    boolean hasTooManyDays() {
        return rows.days() > config.maxDays();
    }

    /** Returns the number of verdicts: one for each event and one for each error between events. */
    int received() {
        return found + broken;
    }

    /** True if more was recorded than the buffer takes at once; what the rows need comes on top of it. */
    private boolean recordsTooMuch() {
        return recorder != null && recorder.size() > maxAppendBytes;
    }

    /** True if the rows and what was recorded are together more than the buffer takes at once. */
    boolean keepsTooMuch() {
        return recorder != null && rows.size() + recorder.size() > maxAppendBytes;
    }

    VerdictCounts counts() {
        return counts;
    }
}
