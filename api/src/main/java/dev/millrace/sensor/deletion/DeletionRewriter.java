package dev.millrace.sensor.deletion;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.drain.Rewriter;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stores deletions, and hides what they cover. A deletion is stored first, then the stored readings of its range are hidden by tombstones.
 * A covered reading that comes later, or came a moment before, becomes a tombstone: an earlier attempt may have stored it.
 *
 * <p>A node that stores a reading asks for other nodes' deletions afterwards, and a node that stores a deletion looks for readings
 * afterwards: of two nodes that do so at the same time, at least one sees both.
 */
@EachBean(Shard.class)
final class DeletionRewriter implements Rewriter {
    private final StoredDeletions deletions;
    private final Tombstones tombstones;
    private final ReadingCursor reading = new ReadingCursor();

    DeletionRewriter(@Parameter StoredDeletions deletions, @Parameter Tombstones tombstones) {
        this.deletions = deletions;
        this.tombstones = tombstones;
    }

    @Override
    public void refresh(List<Frame> frames) throws IOException, InterruptedException {
        deletions.load();
        if (frames.stream().anyMatch(DeletionRewriter::isReadings)) {
            deletions.refresh();
        }
    }

    @Override
    public boolean concerns(List<Frame> frames) throws IOException, InterruptedException {
        deletions.load();
        for (Frame frame : frames) {
            if (isDeletions(frame)
                    || (isReadings(frame)
                            && !deletions.isEmpty()
                            && FrameRows.anyMatch(
                                    frame, SensorTable.READINGS, row -> deletions.mayCover(reading.look(row))))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException {
        deletions.load();
        List<DeletionRow> incoming = deletionsIn(frames);
        incoming.forEach(deletions::add);
        CandidateReadings candidates = candidates(frames, deletions::mayCover);
        if (candidates.sensorIds().isEmpty()) {
            return frames;
        }
        Map<String, List<DeletionRow>> covering = deletions.covering(candidates);
        incoming.forEach(deletion -> covering.computeIfAbsent(deletion.sensorId(), _ -> new ArrayList<>())
                .add(deletion));
        FrameWriter hidden = new FrameWriter(SensorTable.READINGS.id(), 0);
        List<Frame> rest = new ArrayList<>();
        for (Frame frame : frames) {
            FrameRows.addUnlessEmpty(rest, isReadings(frame) ? withoutCovered(frame, covering, hidden) : frame);
        }
        rest.addAll(FrameRows.frames(hidden));
        return rest;
    }

    private @Nullable Frame withoutCovered(Frame frame, Map<String, List<DeletionRow>> covering, FrameWriter hidden) {
        return FrameRows.without(frame, SensorTable.READINGS, row -> {
            boolean isCovered = deletions.mayCover(reading.look(row)) && isCovered(reading, covering);
            if (isCovered) {
                hide(covering, hidden);
            }
            return isCovered;
        });
    }

    private static boolean isCovered(ReadingCursor row, Map<String, List<DeletionRow>> covering) {
        return versionThatHides(row, covering) != 0;
    }

    private void hide(Map<String, List<DeletionRow>> covering, FrameWriter hidden) {
        reading.writeTombstone(hidden, versionThatHides(reading, covering));
    }

    /** Zero if it is not covered. */
    private static long versionThatHides(ReadingCursor row, Map<String, List<DeletionRow>> covering) {
        long highest = 0;
        for (DeletionRow deletion : covering.getOrDefault(row.sensorId(), List.of())) {
            if (deletion.covers(row.ts(), row.version()) && Long.compareUnsigned(deletion.version(), highest) > 0) {
                highest = deletion.version();
            }
        }
        return highest;
    }

    @Override
    public List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException {
        for (DeletionRow deletion : deletionsIn(frames)) {
            tombstones.hideStored(deletion);
        }
        CandidateReadings candidates = candidates(frames, deletions::mayCover);
        Map<String, List<DeletionRow>> covering =
                candidates.sensorIds().isEmpty() ? new HashMap<>() : deletions.covering(candidates);
        FrameWriter hidden = new FrameWriter(SensorTable.READINGS.id(), 0);
        if (!covering.isEmpty()) {
            forEachReading(frames, row -> {
                if (isCovered(row, covering)) {
                    hide(covering, hidden);
                }
            });
        }
        return FrameRows.frames(hidden);
    }

    private CandidateReadings candidates(List<Frame> frames, Predicate<ReadingCursor> isSuspect) {
        CandidateReadings candidates = new CandidateReadings();
        if (!deletions.isEmpty()) {
            forEachReading(frames, row -> {
                if (isSuspect.test(row)) {
                    candidates.add(row);
                }
            });
        }
        return candidates;
    }

    private interface Visitor {
        void visit(ReadingCursor row);
    }

    private void forEachReading(List<Frame> frames, Visitor visitor) {
        for (Frame frame : frames) {
            if (isReadings(frame)) {
                FrameRows.forEach(frame, rows -> {
                    visitor.visit(reading.look(rows));
                    SensorTable.READINGS.skipRow(rows);
                });
            }
        }
    }

    private static List<DeletionRow> deletionsIn(List<Frame> frames) {
        List<DeletionRow> rows = new ArrayList<>();
        for (Frame frame : frames) {
            if (isDeletions(frame)) {
                FrameRows.forEach(frame, bytes -> rows.add(DeletionRow.read(bytes)));
            }
        }
        return rows;
    }

    private static boolean isReadings(Frame frame) {
        return frame.table() == SensorTable.READINGS.id();
    }

    private static boolean isDeletions(Frame frame) {
        return frame.table() == SensorTable.DELETIONS.id();
    }
}
