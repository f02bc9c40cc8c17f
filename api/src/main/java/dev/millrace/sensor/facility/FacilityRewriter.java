package dev.millrace.sensor.facility;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.drain.Rewriter;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.core.annotation.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores pairs of facility and sensor in {@code facility_sensor} before their readings are stored; once for each pair and process, so
 * nearly all chunks stay unchanged. A row that is written twice counts once. For one thread of the drain at a time.
 */
@EachBean(Shard.class)
@Order(FacilityRewriter.LAST)
final class FacilityRewriter implements Rewriter {
    /** The order of this rewriter: after the others, because it reads the rows that they leave. */
    static final int LAST = 1000;

    /** The table is not cut by days. */
    private static final int NO_DAY = 0;

    private final PairCache known = new PairCache();
    private final PairReader pairs = new PairReader();

    /** The pairs that the last rewriting wrote; they are added to the cache when they are stored. */
    private final List<Long> written = new ArrayList<>();

    @Override
    public boolean concerns(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame.table() == SensorTable.READINGS.id()) {
                pairs.begin(frame);
                while (pairs.next()) {
                    if (pairs.hasFacility() && !known.contains(pairs.hash())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public List<Frame> rewrite(List<Frame> frames) {
        FrameWriter rows = new FrameWriter(SensorTable.FACILITY_SENSORS.id(), 0);
        PairCache here = new PairCache();
        written.clear();
        for (Frame frame : frames) {
            if (frame.table() == SensorTable.READINGS.id()) {
                pairs.begin(frame);
                while (pairs.next()) {
                    if (pairs.hasFacility() && !known.contains(pairs.hash()) && here.add(pairs.hash())) {
                        pairs.write(rows.startRow(NO_DAY));
                        written.add(pairs.hash());
                    }
                }
            }
        }
        if (written.isEmpty()) {
            return frames;
        }
        List<Frame> withPairs = new ArrayList<>(FrameRows.frames(rows));
        withPairs.addAll(frames);
        return withPairs;
    }

    @Override
    public List<Frame> amend(List<Frame> frames) {
        // A chunk that needed no rewriting may come between: then the rows that the last rewriting wrote were parked
        // and not stored.
        if (frames.stream().anyMatch(frame -> frame.table() == SensorTable.FACILITY_SENSORS.id())) {
            written.forEach(known::add);
        }
        written.clear();
        return List.of();
    }
}
