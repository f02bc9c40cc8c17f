package dev.millrace.torture.neighbour.difficult;

import java.util.List;

/** Lists all difficult clients. */
public final class DifficultClients {
    /** All clients, in the order of the report. */
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

    /** A user of whom nothing that they post may be stored. */
    public static final long USER_OF_NOTHING = BrokenChunks.USER_OF_NOTHING;

    private DifficultClients() {}

    /**
     * Finds them by their names.
     *
     * @param names none for all of them
     * @throws IllegalArgumentException with one sentence if there is none of a name
     */
    public static List<DifficultClient> named(List<String> names) {
        return names.isEmpty()
                ? ALL
                : names.stream().map(DifficultClients::named).toList();
    }

    private static DifficultClient named(String name) {
        return ALL.stream()
                .filter(client -> client.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no client '%s'; there are %s."
                        .formatted(name, ALL.stream().map(DifficultClient::name).toList())));
    }
}
