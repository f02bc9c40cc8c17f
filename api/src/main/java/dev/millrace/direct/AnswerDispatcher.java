package dev.millrace.direct;

import dev.millrace.intake.IntakeAnswer;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hands answers over to the event loop of their connections: many with one task, because one force of the disk answers many requests. Any
 * thread may add answers.
 */
final class AnswerDispatcher {
    private record Letter(
            DirectHandler to, Exchange exchange, @Nullable IntakeAnswer answer) {}

    private final EventExecutor loop;
    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isDue = new AtomicBoolean();

    AnswerDispatcher(EventExecutor loop) {
        this.loop = loop;
    }

    /** @param answer null if a failure prevents one */
    void put(DirectHandler to, Exchange exchange, @Nullable IntakeAnswer answer) {
        letters.add(new Letter(to, exchange, answer));
        if (isDue.compareAndSet(false, true)) {
            loop.execute(this::deliver);
        }
    }

    private void deliver() {
        // Before the answers are taken: one that comes later asks for the next delivery.
        isDue.set(false);
        long nowNanos = System.nanoTime();
        List<DirectHandler> receivers = new ArrayList<>();
        for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
            letter.to.answered(letter.exchange, letter.answer, nowNanos);
            receivers.add(letter.to);
        }
        receivers.forEach(DirectHandler::settle);
    }
}
