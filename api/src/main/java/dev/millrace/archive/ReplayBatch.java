package dev.millrace.archive;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Decodes some events of a replay with the rules of now, and holds their rows. For one thread. */
final class ReplayBatch {
    private static final Verdict CUT = Verdict.Rejected.event("was too long to be kept whole");

    private final Map<EventTable, FrameWriter> rows = new LinkedHashMap<>();
    private int accepted;

    /**
     * Decodes them all.
     *
     * @param maxEventBytes what the rules of now let pass
     */
    ReplayBatch(ArchivedKind kind, List<ArchivedEvent> events, int maxEventBytes, ReplayCounts counts) {
        kind.tables().forEach(table -> rows.put(table, new FrameWriter(table.id(), 0)));
        for (ArchivedEvent event : events) {
            Verdict verdict = verdict(kind, event, maxEventBytes);
            counts.count(event.verdict(), verdict);
            accepted += verdict instanceof Verdict.Accepted ? 1 : 0;
        }
    }

    /** Returns the number of rows. */
    int accepted() {
        return accepted;
    }

    private Verdict verdict(ArchivedKind kind, ArchivedEvent event, int maxEventBytes) {
        if (event.isCut()) {
            return CUT;
        }
        int length = event.text().length;
        if (length > maxEventBytes) {
            return Verdict.Rejected.event("is %s bytes long, the limit is %s".formatted(length, maxEventBytes));
        }
        return kind.decode(event, table -> Objects.requireNonNull(rows.get(table)));
    }

    /** Returns the rows, those of the kind's first table first; null if no event was accepted. To be called once. */
    ByteBuffer frames() {
        List<ByteBuffer> parts = rows.values().stream().map(FrameWriter::frames).toList();
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.flip();
    }
}
