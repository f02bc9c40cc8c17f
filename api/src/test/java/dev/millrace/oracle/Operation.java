package dev.millrace.oracle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that a node does in a thread of its own, and that stands still at each of its statements until the history moves it on. Only
 * one at a time moves. {@link #arrive} is for the gate, all else for the history's thread.
 */
final class Operation {
    private static final long PATIENCE_SECONDS = 60;

    /** What becomes of a statement. */
    enum Fate {
        /** It is executed, and answered. */
        EXECUTED,

        /** It never comes to ClickHouse. */
        DROPPED,

        /** It is executed, and nobody learns of it. */
        UNANSWERED
    }

    /** What it does. */
    interface Work {
        void run() throws Exception;
    }

    private final String name;
    private final Gate gate;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private String heldAt = "";

    @GuardedBy("lock")
    private @Nullable Fate fate;

    @GuardedBy("lock")
    private boolean hasEnded;

    @GuardedBy("lock")
    private @Nullable Throwable failure;

    private int moves;

    /** Does not begin it: the first {@link #move} does, and comes to the first statement. */
    Operation(String name, Gate gate, Work work) {
        this.name = name;
        this.gate = gate;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            Throwable thrown = null;
            try {
                work.run();
            } catch (Throwable e) {
                thrown = e;
            }
            end(thrown);
        });
    }

    String name() {
        return name;
    }

    private void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            hasEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A statement has come. Returns when the history has decided on it. */
    Fate arrive(String statement) throws InterruptedException {
        lock.lock();
        try {
            while (!heldAt.isEmpty()) {
                changed.await(); // another one of the same operation is held
            }
            heldAt = statement;
            changed.signalAll();
            while (fate == null) {
                changed.await();
            }
            Fate decided = fate;
            fate = null;
            heldAt = "";
            changed.signalAll();
            return decided;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the statement that is held have its fate, and waits until the next one is held, or all is done. */
    void move(Fate next) throws InterruptedException {
        gate.moves(this);
        lock.lock();
        try {
            moves++;
            if (moves == 1) {
                thread.start();
            } else if (!heldAt.isEmpty()) {
                fate = next;
                changed.signalAll();
            }
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while ((heldAt.isEmpty() || fate != null) && !hasEnded) {
                if (left <= 0) {
                    throw new AssertionError("%s does not move:%n%s"
                            .formatted(
                                    name,
                                    Arrays.stream(thread.getStackTrace())
                                            .map(StackTraceElement::toString)
                                            .collect(Collectors.joining("\n"))));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
            gate.moves(null);
        }
    }

    /** Where it stands, empty before the first statement and after the last. */
    String heldAt() {
        lock.lock();
        try {
            return heldAt;
        } finally {
            lock.unlock();
        }
    }

    boolean hasBegun() {
        return moves > 0;
    }

    /** How often it was moved. */
    int moves() {
        return moves;
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return hasEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Why it ended, null if it came to its end. */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }
}
