package dev.millrace.traffic.edit;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.drain.Rewriter;
import dev.millrace.event.FrameRows;
import dev.millrace.event.StoredIdFilter;
import dev.millrace.event.StoredIdFilters;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.VersionClock;
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
 * Stores edits with what they replace. Edits are stored first, then the settled rows together with the views. Each node looks again after
 * it has stored: after an edit for views, after a view for edits. So of two nodes that store an edit and its view at the same time, at
 * least one sees both.
 */
@EachBean(Shard.class)
final class EditRewriter implements Rewriter {
    private static final int EXPECTED_EDITS = 10_000_000;

    private final StoredIdFilter edited;
    private final EditLookup lookup;
    private final MoveGuards guards;
    private final VersionClock versions;

    EditRewriter(
            @Parameter Statements statements,
            StoredIdFilters filters,
            @Parameter EditLookup lookup,
            @Parameter MoveGuards guards,
            VersionClock versions) {
        this.edited = filters.of(statements, TrafficTable.EDITS.name(), "request_id", EXPECTED_EDITS);
        this.lookup = lookup;
        this.guards = guards;
        this.versions = versions;
    }

    /** The edits of some frames, and the views of ids that were, or may have been, edited; each by id. */
    private record Candidates(Map<Long, List<ViewRow>> edits, Map<Long, List<ViewRow>> views) {
        Set<Long> ids() {
            Set<Long> ids = new HashSet<>(edits.keySet());
            ids.addAll(views.keySet());
            return ids;
        }
    }

    @Override
    public void refresh(List<Frame> frames) throws IOException, InterruptedException {
        load();
        if (frames.stream().anyMatch(EditRewriter::isOfViews)) {
            edited.refresh();
        }
    }

    @Override
    public boolean concerns(List<Frame> frames) throws IOException, InterruptedException {
        load();
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.EDITS.id()
                    || (frame.table() == TrafficTable.VIEWS.id() && holdsSuspect(frame))) {
                return true;
            }
        }
        return false;
    }

    private void load() throws IOException, InterruptedException {
        edited.load();
        guards.load();
    }

    private boolean holdsSuspect(Frame views) {
        return !edited.isEmpty()
                && FrameRows.anyMatch(views, TrafficTable.VIEWS, rows -> edited.mayHold(ViewRow.requestIdAt(rows)));
    }

    @Override
    public List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException {
        Candidates candidates = candidates(frames);
        if (candidates.ids().isEmpty()) {
            return frames;
        }
        Map<Long, List<ViewRow>> settled = settle(candidates);
        guards.hold(settled.values());
        FrameWriter editRows = new FrameWriter(TrafficTable.EDITS.id(), 0);
        candidates.edits().values().forEach(edits -> edits.forEach(edit -> edit.write(editRows)));
        List<Frame> rewritten = new ArrayList<>(FrameRows.frames(editRows));
        rewritten.addAll(frames(settled));
        frames.stream()
                .filter(frame -> frame.table() != TrafficTable.EDITS.id())
                .forEach(rewritten::add);
        return rewritten;
    }

    @Override
    public List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException {
        guards.release();
        Candidates stored = candidates(frames);
        if (stored.ids().isEmpty()) {
            return List.of();
        }
        Map<Long, List<ViewRow>> noEdits = new HashMap<>();
        Map<Long, List<ViewRow>> noViews = new HashMap<>();
        stored.ids().forEach(id -> noViews.put(id, List.of()));
        Map<Long, List<ViewRow>> settled = settle(new Candidates(noEdits, noViews));
        guards.hold(settled.values());
        return frames(settled);
    }

    private Candidates candidates(List<Frame> frames) {
        Candidates candidates = new Candidates(new HashMap<>(), new HashMap<>());
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.EDITS.id()) {
                FrameRows.forEach(frame, rows -> add(candidates.edits(), ViewRow.read(rows)));
            }
        }
        candidates.edits().keySet().forEach(edited::add);
        if (edited.isEmpty()) {
            return candidates;
        }
        for (Frame frame : frames) {
            if (frame.table() == TrafficTable.VIEWS.id()) {
                FrameRows.forEach(frame, rows -> {
                    if (edited.mayHold(ViewRow.requestIdAt(rows))) {
                        add(candidates.views(), ViewRow.read(rows));
                    } else {
                        TrafficTable.VIEWS.skipRow(rows);
                    }
                });
            }
        }
        return candidates;
    }

    /**
     * Computes the rows that have to be stored for each edited id. Edits are looked up first: the rows that they left are then seen by the
     * second look-up.
     */
    private Map<Long, List<ViewRow>> settle(Candidates candidates) throws IOException, InterruptedException {
        Set<Long> ids = candidates.ids();
        Map<Long, ViewRow> storedEdits = lookup.edits(ids);
        Map<Long, List<StoredView>> storedViews = lookup.views(ids);
        Map<Long, List<ViewRow>> settled = new HashMap<>();
        for (long id : ids) {
            List<ViewRow> newEdits = candidates.edits().getOrDefault(id, List.of());
            List<StoredView> stored = storedViews.getOrDefault(id, List.of());
            raiseAboveFuture(newEdits, storedEdits.get(id), stored);
            ViewRow edit = highest(newEdits, storedEdits.get(id));
            if (edit != null) {
                settled.put(
                        id, EditResolution.of(edit, newEdits, candidates.views().getOrDefault(id, List.of()), stored));
            }
        }
        return settled;
    }

    /**
     * Gives the last new edit of an id a version above stored ones from the future: a node whose clock is ahead took those before this edit
     * came.
     */
    private void raiseAboveFuture(List<ViewRow> newEdits, @Nullable ViewRow storedEdit, List<StoredView> storedViews) {
        ViewRow last = highest(newEdits, null);
        if (last == null) {
            return;
        }
        long future = last.version();
        for (StoredView view : storedViews) {
            future = later(future, view.row().acceptedVersion());
        }
        if (storedEdit != null) {
            future = later(future, storedEdit.version());
        }
        if (future != last.version() && versions.isFuture(future)) {
            newEdits.set(newEdits.indexOf(last), last.withVersion(versions.nextAbove(future)));
        }
    }

    private static long later(long one, long other) {
        return Long.compareUnsigned(one, other) > 0 ? one : other;
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

    private static boolean isOfViews(Frame frame) {
        return frame.table() == TrafficTable.VIEWS.id() || frame.table() == TrafficTable.EDITS.id();
    }

    private static List<Frame> frames(Map<Long, List<ViewRow>> settled) {
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        settled.values().forEach(ofId -> ofId.forEach(row -> row.write(rows)));
        return FrameRows.frames(rows);
    }

    private static void add(Map<Long, List<ViewRow>> rows, ViewRow row) {
        rows.computeIfAbsent(row.requestId(), _ -> new ArrayList<>()).add(row);
    }
}
