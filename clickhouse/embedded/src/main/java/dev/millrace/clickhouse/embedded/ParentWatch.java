package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the process does not outlive its parent. The parent holds the other end of standard input; when it closes
 * it, or dies in any way, the engine's last query ends and the engine shuts down. This thread hurries that on, and
 * bounds it.
 */
final class ParentWatch implements Runnable {
    /** The time for a clean end: longer than the 5 s that the engine gives running queries. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final long POLL_MILLIS = 50;

    private final InputStream parent;
    private final Posix posix;
    private volatile @Nullable DirectoryLock lock;

    private ParentWatch(InputStream parent, Posix posix) {
        this.parent = parent;
        this.posix = posix;
    }

    static ParentWatch start(InputStream parent, Posix posix) {
        ParentWatch watch = new ParentWatch(parent, posix);
        Thread.ofPlatform().daemon().name("parent-watch").start(watch);
        return watch;
    }

    /** Notes a lock that has to be given up, because other processes may wait for it. */
    void hasLock(DirectoryLock acquired) {
        lock = acquired;
    }

    @Override
    public void run() {
        try {
            while (parent.read() >= 0) {
                // The parent sends nothing; only the end counts.
            }
            DirectoryLock held = lock;
            if (held != null) {
                held.markEnding();
            }
            long endNanos = System.nanoTime();
            while (System.nanoTime() - endNanos < GRACE.toNanos()) {
                // The engine waits 5 s for idle connections and then exits without closing its tables; so close them.
                posix.stopReadingFromConnections();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException | InterruptedException | RuntimeException failure) {
            System.err.println("Watching the parent process failed: " + failure);
        } finally {
            posix.exitNow(1);
        }
    }
}
