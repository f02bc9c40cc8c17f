package dev.millrace.deadletter.http;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.EventTable;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import jakarta.inject.Singleton;
import java.util.List;

/** Puts the rows of dead letters into the buffer again, with the version that they had. Thread-safe; blocks. */
@Singleton
final class ReplaySender {
    private final Intake intake;
    private final EventBuffer buffer;

    ReplaySender(Intake intake, EventBuffer buffer) {
        this.intake = intake;
        this.buffer = buffer;
    }

    /** Whether so much waits in the buffer that large replays should not add to it: the other half is for those who send events. */
    boolean isHalfFull() {
        BufferState state = buffer.state();
        return state.pendingBytes() > state.maxBytes() / 2;
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
