package dev.millrace.traffic.erasure;

import dev.millrace.archive.ArchiveTable;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.drain.Backlog;
import dev.millrace.drain.Rewriter;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.annotation.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drops rows of erased persons before they are stored, and removes them from the dead letters and from the buffer's files. It is the first
 * rewriter, so that no edit brings back a dropped row. Rows that were stored nevertheless, because another node's erasure was not known yet
 * or an edit was settled, are found after they are stored: the erasure is then reopened.
 */
@EachBean(Shard.class)
@Order(-100)
final class ErasureRewriter implements Rewriter {
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long SECONDS_PER_HOUR = 3600;

    private final ErasedUserLookup erased;
    private final Backlog waiting;
    private final DeadLetterErasure letters;
    private final ErasureWorker worker;
    private final Counter droppedRows;

    /** Erasures of other nodes that were handled and are found again for a while. By user, to when. */
    private final Map<Long, Long> known = new HashMap<>();

    /**
     * Hours in which the chunk has rows of erased persons, by user: of dropped rows, which an earlier attempt may have stored, and of rows
     * that were stored nevertheless.
     */
    private final Map<Long, Set<Long>> hours = new HashMap<>();

    private boolean loaded;

    ErasureRewriter(
            @Parameter ErasedUserLookup erased,
            Backlog waiting,
            @Parameter DeadLetterErasure letters,
            @Parameter ErasureWorker worker,
            MeterRegistry registry) {
        this.erased = erased;
        this.waiting = waiting;
        this.letters = letters;
        this.worker = worker;
        this.droppedRows = Counter.builder("millrace.drain.erased.rows")
                .description("Rows that came in of persons who were erased, from before that, and were dropped")
                .register(registry);
    }

    @Override
    public void refresh(List<Frame> frames) throws IOException, InterruptedException {
        load();
        if (frames.stream().anyMatch(frame -> isOfPersons(frame) || ArchiveErasureMatcher.isArchive(frame))) {
            learnFromOtherNodes();
        }
    }

    @Override
    public boolean concerns(List<Frame> frames) throws IOException, InterruptedException {
        load();
        return frames.stream().anyMatch(frame -> frame.table() == ErasureTable.ERASURES.id())
                || !suspects(frames).isEmpty();
    }

    @Override
    public List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException {
        load();
        hours.clear();
        List<ErasureRow> erasures = erasures(frames);
        Map<Long, Long> erasedTo = erased.erasedTo(suspects(frames));
        for (ErasureRow erasure : erasures) {
            erased.add(erasure.userId());
            erasedTo.merge(erasure.userId(), erasure.erasedTo(), Math::max);
            letters.remove(erasure);
        }
        if (erasedTo.isEmpty()) {
            return frames;
        }
        Map<Long, Long> rowsOfUsers = new HashMap<>();
        List<Frame> rest = new ArrayList<>();
        List<ViewRow> edits = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.table() != ErasureTable.ERASURES.id()) {
                FrameRows.addUnlessEmpty(rest, withoutErased(frame, erasedTo, rowsOfUsers, edits));
            }
        }
        if (!erasures.isEmpty() || !rowsOfUsers.isEmpty()) {
            // The bytes of their rows are still in the files, to which rows are still appended.
            waiting.retireFiles();
        }
        FrameWriter editRows = new FrameWriter(TrafficTable.EDITS.id(), 0);
        edits.forEach(edit -> edit.write(editRows));
        rest.addAll(FrameRows.frames(editRows));
        FrameWriter erasureRows = new FrameWriter(ErasureTable.ERASURES.id(), 0);
        for (ErasureRow erasure : erasures) {
            erasure.withCounts(letters.count(erasure), rowsOfUsers.getOrDefault(erasure.userId(), 0L))
                    .write(erasureRows);
        }
        rest.addAll(FrameRows.frames(erasureRows));
        return rest;
    }

    @Override
    public List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException {
        List<ErasureRow> erasures = erasures(frames);
        if (!erasures.isEmpty()) {
            for (ErasureRow erasure : erasures) {
                letters.forget(erasure);
                // Rows that an earlier attempt stored are older than the erasure, which will find them.
                hours.remove(erasure.userId());
            }
            worker.wake();
        }
        reopen(frames);
        hours.clear(); // the next chunk may get here without a rewrite
        return List.of();
    }

    /** Reopens the erasures of persons whose rows were stored nevertheless. */
    private void reopen(List<Frame> frames) throws IOException, InterruptedException {
        Map<Long, Long> erasedTo = erased.erasedTo(union(suspects(frames), hours.keySet()));
        if (erasedTo.isEmpty()) {
            return;
        }
        for (Frame frame : frames) {
            if (isOfPersons(frame)) {
                FrameRows.forEach(frame, rows -> {
                    ViewRow row = ViewRow.read(rows);
                    if (ViewErasureMatcher.isErased(row, erasedTo)) {
                        addHour(ViewErasureMatcher.userId(row), row.createdAt());
                    }
                });
            } else if (ArchiveErasureMatcher.isArchive(frame)) {
                FrameRows.forEach(frame, rows -> {
                    ArchiveErasureMatcher.Erased row = ArchiveErasureMatcher.erasedAt(rows, erasedTo);
                    if (row != null) {
                        addHour(row.userId(), row.happenedAt());
                    }
                    ArchiveTable.EVENTS.skipRow(rows);
                });
            }
        }
        for (Map.Entry<Long, Set<Long>> user : hours.entrySet()) {
            Long to = erasedTo.get(user.getKey());
            if (to != null) {
                erased.reopen(user.getKey(), to, user.getValue());
                worker.wake();
            }
        }
    }

    private void load() throws IOException, InterruptedException {
        if (!loaded) {
            erased.load();
            letters.removeWhatWasErasedElsewhere();
            loaded = true;
        }
    }

    private void learnFromOtherNodes() throws IOException, InterruptedException {
        List<Long> users = erased.refresh();
        Map<Long, Long> found = erased.erasedTo(users);
        Map<Long, Long> news = new HashMap<>(found);
        news.entrySet().removeAll(known.entrySet());
        if (!news.isEmpty()) {
            letters.remove(news);
            waiting.retireFiles();
        }
        known.clear();
        known.putAll(found);
    }

    private static List<ErasureRow> erasures(List<Frame> frames) {
        List<ErasureRow> erasures = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.table() == ErasureTable.ERASURES.id()) {
                FrameRows.forEach(frame, rows -> erasures.add(ErasureRow.read(rows)));
            }
        }
        return erasures;
    }

    private Set<Long> suspects(List<Frame> frames) {
        Set<Long> suspects = new HashSet<>();
        if (erased.isEmpty()) {
            return suspects;
        }
        for (Frame frame : frames) {
            if (isOfPersons(frame)) {
                FrameRows.forEach(frame, rows -> {
                    long user = Integer.toUnsignedLong(ViewRow.userIdAt(rows));
                    if (erased.mayHold(user)) {
                        suspects.add(user);
                    }
                    TrafficTable.VIEWS.skipRow(rows);
                });
            } else if (ArchiveErasureMatcher.isArchive(frame)) {
                FrameRows.forEach(frame, rows -> {
                    ArchiveErasureMatcher.usersAt(rows).stream()
                            .filter(erased::mayHold)
                            .forEach(suspects::add);
                    ArchiveTable.EVENTS.skipRow(rows);
                });
            }
        }
        return suspects;
    }

    /**
     * @param edits receives the deletion that replaces an erased person's edit, because the view that the edit replaced must not come back
     */
    private @Nullable Frame withoutErased(
            Frame frame, Map<Long, Long> erasedTo, Map<Long, Long> rowsOfUsers, Collection<ViewRow> edits) {
        if (ArchiveErasureMatcher.isArchive(frame)) {
            return withoutErased(frame, erasedTo, rowsOfUsers);
        }
        if (!isOfPersons(frame)) {
            return frame;
        }
        return FrameRows.without(frame, TrafficTable.VIEWS, rows -> {
            if (!erasedTo.containsKey(Integer.toUnsignedLong(ViewRow.userIdAt(rows)))) {
                return false;
            }
            ViewRow row = readAt(rows);
            if (!ViewErasureMatcher.isErased(row, erasedTo)) {
                return false;
            }
            rowsOfUsers.merge(ViewErasureMatcher.userId(row), 1L, Long::sum);
            droppedRows.increment();
            addHour(ViewErasureMatcher.userId(row), row.createdAt());
            if (frame.table() == TrafficTable.EDITS.id()) {
                edits.add(new ViewRow(row.requestId(), 0, 0, "", row.version(), true));
            }
            return true;
        });
    }

    private @Nullable Frame withoutErased(Frame archived, Map<Long, Long> erasedTo, Map<Long, Long> rowsOfUsers) {
        return FrameRows.without(archived, ArchiveTable.EVENTS, rows -> {
            ArchiveErasureMatcher.Erased row = ArchiveErasureMatcher.erasedAt(rows, erasedTo);
            if (row == null) {
                return false;
            }
            rowsOfUsers.merge(row.userId(), 1L, Long::sum);
            droppedRows.increment();
            addHour(row.userId(), row.happenedAt());
            return true;
        });
    }

    private static boolean isOfPersons(Frame frame) {
        return frame.table() == TrafficTable.VIEWS.id() || frame.table() == TrafficTable.EDITS.id();
    }

    private static ViewRow readAt(ByteBuffer rows) {
        return ViewRow.read(rows.duplicate());
    }

    private void addHour(long userId, long time) {
        hours.computeIfAbsent(userId, _ -> new TreeSet<>())
                .add(Math.floorDiv(time, MILLIS_PER_HOUR) * SECONDS_PER_HOUR);
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
