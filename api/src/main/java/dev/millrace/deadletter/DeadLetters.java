package dev.millrace.deadletter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.clickhouse.table.EventTable;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows that ClickHouse refuses for good, and payloads that can never become rows: one line of JSON each, in a file for each day
 * under {@code dead-letters/}, with the server's message and the row as it was sent to ClickHouse. They belong to this node.
 *
 * <p>Thread-safe; everything blocks. Adding and removing hold a lock, for one file at a time; reading needs none.
 */
@Singleton
public final class DeadLetters {
    private final DeadLetterDirectory directory;
    private final InstantSource clock;
    private final DeadLetterConfig config;
    private final DeadLetterMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final DeadLetterLog log = new DeadLetterLog(System::nanoTime);

    /** Null until the first use. */
    @GuardedBy("lock")
    private @Nullable DeadLetterIndex index;

    @GuardedBy("lock")
    private int replays;

    /** Letters up to this number may be in use by a replay, which removes them. */
    @GuardedBy("lock")
    private long replayedUpTo = DeadLetterFile.BEFORE_ALL;

    private volatile @Nullable String problem;

    DeadLetters(
            @Value("${millrace.data-dir}") Path dataDir,
            InstantSource clock,
            DeadLetterConfig config,
            DeadLetterMetrics metrics) {
        this.directory = new DeadLetterDirectory(dataDir);
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * An open replay. Meanwhile a row that is refused again gets a new letter even if it has one up to {@link #lastSequence}: the replay
     * may remove the older one, because its row is in the buffer again.
     */
    public interface Replay extends AutoCloseable {
        /** Returns the number of the last letter that existed when the replay began. */
        long lastSequence();

        @Override
        void close();
    }

    /**
     * Adds a row and returns when it survives a power cut. A row that is added again, because of a crash or a chunk that is stored once
     * more, has one letter.
     *
     * @param day of the row, in days since 1970-01-01
     * @param row RowBinary, the whole array; not to be changed any more
     * @throws DeadLettersFullException if there is no room for it
     */
    public void add(EventTable eventTable, int day, byte[] row, int code, String reason) throws IOException {
        String table = eventTable.name();
        lock.lock();
        try {
            DeadLetterIndex known = index();
            if (known.holds(table, row, replayedUpTo)) {
                return;
            }
            Instant now = clock.instant();
            DeadLetter letter = new DeadLetter(known.nextSequence(now), now, table, day, code, reason, row);
            byte[] line = DeadLetterLine.of(letter);
            if (known.bytes() + line.length > config.maxBytes()) {
                throw full(known.bytes());
            }
            known.add(letter, line);
            metrics.added(table, code);
            log.added(table, code);
            changed(known);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds payloads of one place, all or none. Returns when they survive a power cut. Of one that is added again there is one letter.
     *
     * @param place their origin: a word for its kind, a colon, and its name; it is stored in the place of a row's table
     * @throws IOException if there is no room for them, or the disk refuses
     */
    public void add(String place, List<RefusedPayload> payloads) throws IOException {
        lock.lock();
        try {
            DeadLetterIndex known = index();
            PayloadLetters added = PayloadLetters.of(place, payloads, known, replayedUpTo, clock.instant());
            if (added.letters().isEmpty()) {
                return;
            }
            if (known.bytes() + added.lines().length > config.maxBytes()) {
                throw DeadLettersFullException.forPayload(known.bytes(), config.maxBytes());
            }
            known.add(added.letters(), added.lines());
            for (DeadLetter letter : added.letters()) {
                metrics.added(letter.origin(), letter.code());
                log.added(letter.origin(), letter.code());
            }
            metrics.holds(known.letters(), known.bytes());
        } finally {
            lock.unlock();
        }
    }

    private DeadLettersFullException full(long bytes) {
        DeadLettersFullException full = DeadLettersFullException.forRow(bytes, config.maxBytes());
        problem = full.getMessage();
        metrics.full(true);
        return full;
    }

    /** Has the drain look for room again. */
    private void changed(DeadLetterIndex known) {
        problem = null;
        metrics.full(false);
        metrics.holds(known.letters(), known.bytes());
    }

    /** Returns why the drain waits for room for another letter; empty if it does not. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Shows the letters, oldest first. A letter that is added or removed during the visit may be shown or not; a damaged line is never
     * shown. Needs memory for one letter.
     *
     * @param visitor returns true to go on, false to end the visit
     */
    public void visit(Predicate<DeadLetter> visitor) throws IOException {
        visit(DeadLetterFilter.ALL, visitor);
    }

    /** Shows the letters that the filter selects, as {@link #visit(Predicate)} does. */
    public void visit(DeadLetterFilter filter, Predicate<DeadLetter> visitor) throws IOException {
        directory.visit(filter, null, visitor);
    }

    /**
     * Returns the oldest letters that the filter selects.
     *
     * @param after only letters after this position
     * @param maxLetters the most letters, 1 or more
     * @param maxBytes about how much memory they may take; it is exceeded by one letter
     */
    public DeadLetterPage page(
            DeadLetterFilter filter, @Nullable DeadLetterPosition after, int maxLetters, long maxBytes)
            throws IOException {
        return directory.page(filter, after, maxLetters, maxBytes);
    }

    /** The letter with that id. */
    public Optional<DeadLetter> find(DeadLetterId id) throws IOException {
        return directory.find(id);
    }

    /** Opens a replay. To be called before letters are read that are removed when their rows are in the buffer again. */
    public Replay startReplay() throws IOException {
        lock.lock();
        try {
            replayedUpTo = index().lastSequence();
            replays++;
            return new OpenReplay(replayedUpTo);
        } finally {
            lock.unlock();
        }
    }

    private final class OpenReplay implements Replay {
        private final long lastSequence;

        OpenReplay(long lastSequence) {
            this.lastSequence = lastSequence;
        }

        @Override
        public long lastSequence() {
            return lastSequence;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                replays--;
                if (replays == 0) {
                    replayedUpTo = DeadLetterFile.BEFORE_ALL;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Removes letters of any day, as {@link #removeIf(DeadLetterRemoval, Predicate, Predicate)} does. */
    public int removeIf(DeadLetterRemoval how, Predicate<DeadLetter> picked) throws IOException {
        return removeIf(how, _ -> true, picked);
    }

    /**
     * Removes the selected letters for good. After an exception, or a crash, some of the files are done and none is damaged: call it again.
     * Damaged lines cannot be selected and stay; each file that has some is named in the log. Needs room on the disk for a copy of the
     * largest file.
     *
     * @param days on which letters may be picked
     * @return how many letters were removed
     */
    public int removeIf(DeadLetterRemoval how, Predicate<LocalDate> days, Predicate<DeadLetter> picked)
            throws IOException {
        int removed = 0;
        for (LocalDate day : directory.days()) {
            if (days.test(day)) {
                removed += removeFrom(day, how, picked);
            }
        }
        return removed;
    }

    private int removeFrom(LocalDate day, DeadLetterRemoval how, Predicate<DeadLetter> picked) throws IOException {
        lock.lock();
        try {
            DeadLetterIndex known = index();
            int removed = known.remove(day, picked);
            if (removed > 0) {
                metrics.removed(how, removed);
                changed(known);
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Deletes letters that are too old, and returns how many; to be called now and then. */
    int expire() throws IOException {
        Instant oldest = clock.instant().minus(config.maxAge());
        LocalDate lastDay = LocalDate.ofInstant(oldest, ZoneOffset.UTC);
        return removeIf(
                DeadLetterRemoval.EXPIRED,
                day -> !day.isAfter(lastDay),
                letter -> letter.at().isBefore(oldest));
    }

    /** Updates the metrics and the log; to be called now and then. */
    void tick() throws IOException {
        lock.lock();
        try {
            DeadLetterIndex known = index();
            metrics.holds(known.letters(), known.bytes());
            log.tick();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private DeadLetterIndex index() throws IOException {
        DeadLetterIndex known = index;
        if (known == null) {
            known = DeadLetterIndex.read(directory);
            index = known;
        }
        return known;
    }
}
