package dev.millrace.intake;

/** Decodes the events of one body as they are found, and counts what became of them. */
final class EventReader implements BodySlicer.Events {
    private final byte[] body;
    private final EventDecoder decoder;
    private final FrameWriter rows;
    private final IntakeConfig config;
    private final Tally tally = new Tally();
    private int found;
    private int broken;

    EventReader(byte[] body, EventDecoder decoder, FrameWriter rows, IntakeConfig config) {
        this.body = body;
        this.decoder = decoder;
        this.rows = rows;
        this.config = config;
    }

    @Override
    public void event(int from, int to) {
        found++;
        if (hasTooMany()) {
            // The whole body will be refused: no need to read the rest.
            return;
        }
        tally.count(tally.total(), verdict(from, to));
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
        tally.count(tally.total(), Verdict.Rejected.event(reason));
    }

    /** True if there are more events than a body may hold; what is wrong between them is not one. */
    boolean hasTooMany() {
        return found > config.maxEvents();
    }

    /** How many verdicts there have to be: one for each event, one for what is wrong between them. */
    int received() {
        return found + broken;
    }

    Tally tally() {
        return tally;
    }
}
