package dev.millrace.deadletter.http;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.VerdictCounts;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Appends the rows of dead letters to the buffer again, with their original versions. Thread-safe; blocks. */
@Singleton
final class DeadLetterResender {
    private final Intake intake;
    private final EventBuffer buffer;
    private final KnownTables tables;
    private final Map<String, PayloadReplay> payloads;

    DeadLetterResender(Intake intake, EventBuffer buffer, KnownTables tables, Collection<PayloadReplay> payloads) {
        this.intake = intake;
        this.buffer = buffer;
        this.tables = tables;
        this.payloads =
                payloads.stream().collect(Collectors.toUnmodifiableMap(PayloadReplay::origin, Function.identity()));
    }

    /** Says whether the buffer is so full that large replays should not add to it: the other half is for new events. */
    boolean isHalfFull() {
        BufferState state = buffer.state();
        return state.pendingBytes() > state.maxBytes() / 2;
    }

    /** Returns true if this build can make a row or events of the letter. */
    boolean canSend(DeadLetter letter) {
        return letter.isPayload()
                ? payloads.containsKey(letter.origin())
                : tables.tableOf(letter).isPresent();
    }

    /** Sends payloads, each by itself. Returns when all outcomes are known, in their order. */
    List<IntakeAnswer> sendPayloads(List<DeadLetter> letters) {
        return letters.stream()
                .map(letter -> Objects.requireNonNull(payloads.get(letter.origin()), letter.origin())
                        .replay(letter)
                        .toCompletableFuture())
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** Returns why a payload is still not accepted as a whole; empty if it is. */
    static Optional<String> refusal(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.Kept kept -> refusal(kept.counts());
            case IntakeAnswer.NothingKept(VerdictCounts counts)
            when counts.total() == 0 -> Optional.of("There are no events in it.");
            case IntakeAnswer.NothingKept nothing -> refusal(nothing.counts());
            case IntakeAnswer.Unreadable unreadable -> Optional.of(unreadable.reason());
            case IntakeAnswer.Busy busy -> Optional.of(busy.reason());
        };
    }

    private static Optional<String> refusal(VerdictCounts counts) {
        return counts.listed().stream()
                .findFirst()
                .map(VerdictCounts.RejectedAt::verdict)
                .map(verdict -> "%s %s.".formatted(verdict.field(), verdict.reason()));
    }

    /** Takes rows of one table, all or none. Returns when they survive a power cut, or the reason why they may not. */
    IntakeAnswer send(EventTable table, List<DeadLetter> letters) {
        int bytes = letters.stream().mapToInt(letter -> letter.row().length).sum();
        FrameWriter rows = new FrameWriter(table.id(), bytes);
        letters.forEach(letter -> rows.row(letter.day(), letter.row()));
        return intake.acceptAgain(rows, letters.size(), AckLevel.DISK)
                .toCompletableFuture()
                .join();
    }
}
