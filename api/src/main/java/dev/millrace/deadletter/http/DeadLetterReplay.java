package dev.millrace.deadletter.http;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.DeadLetterFilter;
import dev.millrace.deadletter.DeadLetterId;
import dev.millrace.deadletter.DeadLetterPage;
import dev.millrace.deadletter.DeadLetterPosition;
import dev.millrace.deadletter.DeadLetterRemoval;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.IntakeAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays many letters: those that exist when it begins, so a row that is refused again is not replayed without end. Takes them in small
 * pieces, oldest first, and waits while the buffer has no room to spare. Letters are removed when their rows are safe in the buffer. After
 * a crash in between, the rows are in both, which is harmless: a row that is stored twice counts once.
 */
final class DeadLetterReplay implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterReplay.class);
    private static final int PIECE_LETTERS = 10_000;
    private static final int PIECE_BYTES = 256 << 10;

    /** The number of letters that are removed at once, because removing rewrites files; their ids take 6 MB. */
    private static final int REMOVE_AT = 50_000;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String HALF_FULL = "The buffer is half full: the rest of it is for those who send events.";

    private final long id;
    private final DeadLetterFilter filter;
    private final DeadLetters letters;
    private final KnownTables tables;
    private final DeadLetterResender sender;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Set<DeadLetterId> sent = new HashSet<>();
    private volatile Progress progress = new Progress(State.RUNNING, 0, 0, 0, "");

    /** The state of a replay. */
    enum State {
        RUNNING,
        DONE,
        FAILED,
        STOPPED
    }

    /**
     * The progress at one moment.
     *
     * @param replayed letters whose rows are in the buffer
     * @param skipped letters of which this build cannot make rows, and payloads that are still not accepted; they stay
     * @param total how many letters were picked when it began
     * @param reason why it waits, or failed; else empty
     */
    record Progress(State state, long replayed, long skipped, long total, String reason) {
        Progress with(State next, String why) {
            return new Progress(next, replayed, skipped, total, why);
        }

        Progress plus(int moreReplayed, int moreSkipped) {
            return new Progress(state, replayed + moreReplayed, skipped + moreSkipped, total, "");
        }
    }

    DeadLetterReplay(
            long id, DeadLetterFilter filter, DeadLetters letters, KnownTables tables, DeadLetterResender sender) {
        this.id = id;
        this.filter = filter;
        this.letters = letters;
        this.tables = tables;
        this.sender = sender;
    }

    long id() {
        return id;
    }

    Progress progress() {
        return progress;
    }

    /** Ends it between two pieces. */
    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        String cause = "";
        try (DeadLetters.Replay replay = letters.startReplay()) {
            try {
                count(replay);
                replay(replay);
            } finally {
                removeSent(replay);
            }
            progress = progress.with(isStopped() ? State.STOPPED : State.DONE, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress = progress.with(State.STOPPED, "");
        } catch (IOException | RuntimeException e) {
            cause = e.toString();
            progress = progress.with(State.FAILED, "The log says why.");
        }
        Progress end = progress;
        log.warn(
                "The replay of dead letters is {}: {} of {} are in the buffer again, {} cannot be. {}",
                end.state(),
                end.replayed(),
                end.total(),
                end.skipped(),
                cause.isEmpty() ? end.reason() : cause);
    }

    private void count(DeadLetters.Replay replay) throws IOException {
        long[] total = {0};
        letters.visit(filter, letter -> {
            total[0] += letter.sequence() <= replay.lastSequence() ? 1 : 0;
            return true;
        });
        progress = new Progress(State.RUNNING, 0, 0, total[0], "");
    }

    private void replay(DeadLetters.Replay replay) throws IOException, InterruptedException {
        @Nullable DeadLetterPosition after = null;
        do {
            DeadLetterPage page = letters.page(filter, after, PIECE_LETTERS, PIECE_BYTES);
            for (List<DeadLetter> piece : ofOneTable(page.letters(), replay)) {
                if (!send(piece)) {
                    return;
                }
            }
            if (sent.size() >= REMOVE_AT) {
                removeSent(replay);
            }
            after = page.next();
        } while (after != null);
    }

    /** Splits a page into pieces of one table each, in order, so that rows of two tables enter the buffer in their original order. */
    private List<List<DeadLetter>> ofOneTable(List<DeadLetter> page, DeadLetters.Replay replay) {
        List<List<DeadLetter>> pieces = new ArrayList<>();
        for (DeadLetter letter : page) {
            if (letter.sequence() > replay.lastSequence()) {
                continue;
            }
            if (!sender.canSend(letter)) {
                progress = progress.plus(0, 1);
                continue;
            }
            if (pieces.isEmpty() || !isAlike(pieces.getLast().getFirst(), letter)) {
                pieces.add(new ArrayList<>());
            }
            pieces.getLast().add(letter);
        }
        return pieces;
    }

    private static boolean isAlike(DeadLetter one, DeadLetter other) {
        return one.isPayload() ? other.isPayload() : one.table().equals(other.table());
    }

    private boolean send(List<DeadLetter> piece) throws InterruptedException {
        return piece.getFirst().isPayload() ? sendPayloads(piece) : sendRows(piece);
    }

    /**
     * Sends payloads to the intake; those that are still not accepted stay. Returns false if the replay was stopped before there was room.
     */
    private boolean sendPayloads(List<DeadLetter> piece) throws InterruptedException {
        List<DeadLetter> rest = piece;
        while (!isStopped()) {
            if (sender.isHalfFull()) {
                pause(PAUSE, HALF_FULL);
                continue;
            }
            List<IntakeAnswer> answers = sender.sendPayloads(rest);
            List<DeadLetter> later = new ArrayList<>();
            IntakeAnswer.@Nullable Busy busy = null;
            for (int i = 0; i < answers.size(); i++) {
                DeadLetter letter = rest.get(i);
                if (answers.get(i) instanceof IntakeAnswer.Busy now) {
                    busy = now;
                    later.add(letter);
                } else if (DeadLetterResender.refusal(answers.get(i)).isPresent()) {
                    progress = progress.plus(0, 1);
                } else {
                    sent.add(letter.id());
                    progress = progress.plus(1, 0);
                }
            }
            if (busy == null) {
                return true;
            }
            rest = later;
            pause(busy.retryAfter(), busy.reason());
        }
        return false;
    }

    /** Sends rows; returns false if the replay was stopped before there was room. */
    private boolean sendRows(List<DeadLetter> piece) throws InterruptedException {
        EventTable table = tables.tableOf(piece.getFirst()).orElseThrow();
        while (!isStopped()) {
            if (sender.isHalfFull()) {
                pause(PAUSE, HALF_FULL);
                continue;
            }
            switch (sender.send(table, piece)) {
                case IntakeAnswer.Kept _ -> {
                    piece.forEach(letter -> sent.add(letter.id()));
                    progress = progress.plus(piece.size(), 0);
                    return true;
                }
                case IntakeAnswer.Busy busy -> pause(busy.retryAfter(), busy.reason());
                case IntakeAnswer.NothingKept _, IntakeAnswer.Unreadable _ ->
                    throw new IllegalStateException("rows that are encoded already cannot be wrong");
            }
        }
        return false;
    }

    private void pause(Duration time, String why) throws InterruptedException {
        progress = progress.with(State.RUNNING, why);
        boolean _ = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void removeSent(DeadLetters.Replay replay) throws IOException {
        remove(letters, replay, sent);
        sent.clear();
    }

    /** Removes letters whose rows are in the buffer, but none that was refused again since. */
    static void remove(DeadLetters letters, DeadLetters.Replay replay, Set<DeadLetterId> sent) throws IOException {
        Set<LocalDate> days = sent.stream().map(DeadLetterId::day).collect(Collectors.toSet());
        letters.removeIf(
                DeadLetterRemoval.REPLAYED,
                days::contains,
                letter -> letter.sequence() <= replay.lastSequence() && sent.contains(letter.id()));
    }
}
