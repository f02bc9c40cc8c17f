package dev.millrace.torture.neighbour.difficult;

import java.util.List;

/** All difficult clients. */
public final class DifficultClients {
    /** In the order of the report. */
    public static final List<DifficultClient> ALL = List.of(
            new UnfinishedHeads(),
            new TinyHeaders(),
            new IdleBodies(),
            new SlowBodies(),
            new BrokenChunks(),
            new SmallChunkedStored(),
            new GzipMembers(),
            new FieldNames(),
            new DaysApart(),
            new LargeBodies(),
            new Bombs(),
            new UnreadReports(),
            new ReportsAtOnce(),
            new ManyFilters(),
            new AllFacilities(),
            new Pipelines(),
            new ForeignPages(),
            new RandomBytes(),
            new HalfClosed());

    /** A user of whom they post nothing that may be stored. */
    public static final long USER_OF_NOTHING = BrokenChunks.USER_OF_NOTHING;

    private DifficultClients() {}
}
