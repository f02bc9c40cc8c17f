package dev.millrace.deadletter.http;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.DeadLetterFilter;
import dev.millrace.deadletter.DeadLetterId;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.IntakeAnswer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Runs the replays of this process: one of many letters at a time, and any number of single ones. Thread-safe. */
@Singleton
final class DeadLetterReplays {
    private static final int REMEMBERED = 100;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final DeadLetters letters;
    private final KnownTables tables;
    private final DeadLetterResender sender;
    private final ConcurrentSkipListMap<Long, DeadLetterReplay> runs = new ConcurrentSkipListMap<>();
    private long lastId;
    private @Nullable Thread thread;
    private boolean closed;

    DeadLetterReplays(DeadLetters letters, KnownTables tables, DeadLetterResender sender) {
        this.letters = letters;
        this.tables = tables;
        this.sender = sender;
    }

    /** The outcome of the replay of one letter. */
    sealed interface One {
        /** The row is safe in the buffer, and the letter is removed. */
        record Replayed() implements One {}

        /** The letter does not exist. */
        record Unknown() implements One {}

        /** This build cannot make a row of the letter. */
        record Unreadable() implements One {}

        /** The letter is a payload that is still not accepted. */
        record Refused(String reason) implements One {}

        /** The buffer does not take rows at the moment. */
        record Busy(IntakeAnswer.Busy answer) implements One {}
    }

    /** Begins a replay in a thread of its own; empty if another one is not done. */
    synchronized Optional<DeadLetterReplay> start(DeadLetterFilter filter) {
        if (closed || (thread != null && thread.isAlive())) {
            return Optional.empty();
        }
        lastId++;
        DeadLetterReplay run = new DeadLetterReplay(lastId, filter, letters, tables, sender);
        runs.put(run.id(), run);
        while (runs.size() > REMEMBERED) {
            runs.pollFirstEntry();
        }
        thread = Thread.ofVirtual().name("replay").start(run);
        return Optional.of(run);
    }

    /** Finds a replay; empty if it is of an earlier process, or long ago. */
    Optional<DeadLetterReplay> find(long id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** Replays one letter. Blocks. */
    One replay(DeadLetterId id) throws IOException {
        try (DeadLetters.Replay replay = letters.startReplay()) {
            Optional<DeadLetter> letter = letters.find(id);
            if (letter.isEmpty()) {
                return new One.Unknown();
            }
            if (letter.get().isPayload()) {
                return replayPayload(letter.get(), replay);
            }
            Optional<EventTable> table = tables.tableOf(letter.get());
            if (table.isEmpty()) {
                return new One.Unreadable();
            }
            return switch (sender.send(table.get(), List.of(letter.get()))) {
                case IntakeAnswer.Kept _ -> {
                    DeadLetterReplay.remove(letters, replay, Set.of(id));
                    yield new One.Replayed();
                }
                case IntakeAnswer.Busy busy -> new One.Busy(busy);
                case IntakeAnswer.NothingKept _, IntakeAnswer.Unreadable _ ->
                    throw new IllegalStateException("a row that is encoded already cannot be wrong");
            };
        }
    }

    private One replayPayload(DeadLetter letter, DeadLetters.Replay replay) throws IOException {
        if (!sender.canSend(letter)) {
            return new One.Unreadable();
        }
        IntakeAnswer answer = sender.sendPayloads(List.of(letter)).getFirst();
        if (answer instanceof IntakeAnswer.Busy busy) {
            return new One.Busy(busy);
        }
        Optional<String> refusal = DeadLetterResender.refusal(answer);
        if (refusal.isPresent()) {
            return new One.Refused(refusal.get());
        }
        DeadLetterReplay.remove(letters, replay, Set.of(letter.id()));
        return new One.Replayed();
    }

    /** Ends the running replay after its current piece. The remaining letters stay. */
    @PreDestroy
    void stop() throws InterruptedException {
        Thread last = last();
        runs.values().forEach(DeadLetterReplay::stop);
        if (last != null) {
            last.join(STOP_TIMEOUT);
        }
    }

    private synchronized @Nullable Thread last() {
        closed = true;
        return thread;
    }
}
