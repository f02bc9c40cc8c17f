package dev.millrace.traffic.edit;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.Shard;
import dev.millrace.clickhouse.Statements;
import dev.millrace.drain.Rewriter;
import dev.millrace.event.FrameRows;
import dev.millrace.event.StoredIds;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores edits with what they replace. Edits go first, then what is settled, then the untouched rest: whoever finds an edit of another
 * node settles it too, so of two nodes that store an edit and its view at the same time at least one sees both.
 */
@EachBean(Shard.class)
final class EditRewriter implements Rewriter {
    private static final int EXPECTED_EDITS = 10_000_000;

    private final StoredIds edited;
    private final EditLookup lookup;

    EditRewriter(@Parameter Statements statements, IntakeConfig config, @Parameter EditLookup lookup) {
        this.edited = new StoredIds(statements, config, TrafficTable.EDITS.name(), "request_id", EXPECTED_EDITS);
        this.lookup = lookup;
    }

    /** What comes in of ids that were, or may have been, edited. */
    private record Suspects(Map<Long, List<ViewRow>> edits, Map<Long, List<ViewRow>> views) {
        Set<Long> ids() {
            Set<Long> ids = new HashSet<>(edits.keySet());
            ids.addAll(views.keySet());
            return ids;
        }
    }

    @Override
    public boolean concerns(List<Frame> frames) throws IOException, InterruptedException {
        edited.load();
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.EDITS.id()
                    || (frame.table() == TrafficTable.VIEWS.id() && holdsSuspect(frame))) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsSuspect(Frame views) {
        return !edited.isEmpty()
                && FrameRows.anyMatch(views, TrafficTable.VIEWS, rows -> edited.mayHold(ViewRow.requestIdAt(rows)));
    }

    @Override
    public List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException {
        edited.load();
        Map<Long, List<ViewRow>> edits = new HashMap<>();
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.EDITS.id()) {
                FrameRows.forEach(frame, rows -> add(edits, ViewRow.read(rows)));
            }
        }
        edits.keySet().forEach(edited::add);
        Map<Long, List<ViewRow>> views = new HashMap<>();
        List<Frame> rest = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.VIEWS.id()) {
                FrameRows.addUnlessEmpty(rest, withoutSuspects(frame, views));
            } else if (frame.table() != TrafficTable.EDITS.id()) {
                rest.add(frame);
            }
        }
        if (edits.isEmpty() && views.isEmpty()) {
            return frames;
        }
        return settle(new Suspects(edits, views), rest);
    }

    private List<Frame> settle(Suspects suspects, List<Frame> rest) throws IOException, InterruptedException {
        FrameWriter editRows = new FrameWriter(TrafficTable.EDITS.id(), 0);
        suspects.edits().values().forEach(edits -> edits.forEach(edit -> edit.write(editRows)));
        FrameWriter viewRows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        settled(suspects).forEach(row -> row.write(viewRows));
        List<Frame> frames = new ArrayList<>(FrameRows.frames(editRows));
        frames.addAll(FrameRows.frames(viewRows));
        frames.addAll(rest);
        return frames;
    }

    private List<ViewRow> settled(Suspects suspects) throws IOException, InterruptedException {
        Set<Long> ids = suspects.ids();
        Map<Long, ViewRow> storedEdits = lookup.edits(ids);
        Map<Long, List<ViewRow>> storedViews = new HashMap<>();
        lookup.views(ids).forEach(row -> add(storedViews, row));
        List<ViewRow> rows = new ArrayList<>();
        for (long id : ids) {
            List<ViewRow> newEdits = suspects.edits().getOrDefault(id, List.of());
            List<ViewRow> views = suspects.views().getOrDefault(id, List.of());
            ViewRow edit = highest(newEdits, storedEdits.get(id));
            rows.addAll(
                    edit == null
                            ? views
                            : Settlement.of(edit, newEdits, views, storedViews.getOrDefault(id, List.of())));
        }
        return rows;
    }

    private static @Nullable ViewRow highest(Collection<ViewRow> newEdits, @Nullable ViewRow storedEdit) {
        ViewRow highest = storedEdit;
        for (ViewRow edit : newEdits) {
            if (highest == null || Long.compareUnsigned(edit.version(), highest.version()) >= 0) {
                highest = edit;
            }
        }
        return highest;
    }

    @Override
    public List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException {
        Set<Long> editedElsewhere = new HashSet<>(edited.refresh());
        if (editedElsewhere.isEmpty()) {
            return List.of();
        }
        Set<Long> both = new HashSet<>();
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.VIEWS.id()) {
                FrameRows.forEach(frame, rows -> {
                    long id = ViewRow.requestIdAt(rows);
                    if (editedElsewhere.contains(id)) {
                        both.add(id);
                    }
                    TrafficTable.VIEWS.skipRow(rows);
                });
            }
        }
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        Map<Long, List<ViewRow>> none = new HashMap<>();
        both.forEach(id -> none.put(id, List.of()));
        settled(new Suspects(Map.of(), none)).forEach(row -> row.write(rows));
        return FrameRows.frames(rows);
    }

    /** Moves suspects out of a frame; null if nothing is left. */
    private @Nullable Frame withoutSuspects(Frame frame, Map<Long, List<ViewRow>> suspects) {
        if (edited.isEmpty()) {
            return frame;
        }
        return FrameRows.without(frame, TrafficTable.VIEWS, rows -> {
            boolean isSuspect = edited.mayHold(ViewRow.requestIdAt(rows));
            if (isSuspect) {
                add(suspects, ViewRow.read(rows.duplicate()));
            }
            return isSuspect;
        });
    }

    private static void add(Map<Long, List<ViewRow>> rows, ViewRow row) {
        rows.computeIfAbsent(row.requestId(), _ -> new ArrayList<>()).add(row);
    }
}
