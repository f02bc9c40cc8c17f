package dev.millrace.archive;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.intake.IntakeConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs and remembers the replays of this process, one at a time. A crash forgets them: to start the same replay again writes the same rows
 * again, which changes nothing. Thread-safe.
 */
@Singleton
public final class ArchiveReplays {
    private static final int REMEMBERED = 100;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final ShardedArchiveReader reader;
    private final ReplayAppender feed;
    private final IntakeConfig intake;
    private final List<ArchivedKind> kinds;

    @GuardedBy("this")
    private final TreeMap<Long, ArchiveReplay> replays = new TreeMap<>();

    @GuardedBy("this")
    private @Nullable Thread thread;

    @GuardedBy("this")
    private long lastId;

    @GuardedBy("this")
    private boolean isStopped;

    ArchiveReplays(
            ShardedArchiveReader reader, ReplayAppender feed, IntakeConfig intake, Collection<ArchivedKind> kinds) {
        this.reader = reader;
        this.feed = feed;
        this.intake = intake;
        this.kinds = List.copyOf(kinds);
    }

    /** Returns the kind with that name, if it can be archived; for null the usual one. */
    Optional<ArchivedKind> kind(@Nullable String name) {
        return kinds.stream()
                .filter(kind -> name == null ? kind.isUsual() : kind.name().equals(name))
                .findFirst();
    }

    /** Starts a replay; empty if another one is running. */
    synchronized Optional<ArchiveReplay> start(ReplayRequest request) {
        Map.Entry<Long, ArchiveReplay> last = replays.lastEntry();
        if (isStopped || (last != null && !last.getValue().progress().isOver())) {
            return Optional.empty();
        }
        lastId++;
        ArchiveReplay replay = new ArchiveReplay(lastId, request, reader, feed, intake.maxEventBytes());
        replays.put(lastId, replay);
        while (replays.size() > REMEMBERED) {
            replays.pollFirstEntry();
        }
        thread = Thread.ofVirtual().name("replay-" + lastId).start(replay::run);
        return Optional.of(replay);
    }

    /** Finds one of the latest replays. */
    synchronized Optional<ArchiveReplay> find(long id) {
        return Optional.ofNullable(replays.get(id));
    }

    /** Stops a replay if it is running; the rows that it has appended to the buffer stay. */
    synchronized void stop(long id) {
        if (thread != null && id == lastId) {
            thread.interrupt();
        }
    }

    /** Stops the running replay and starts no other; for a service that stops. */
    @PreDestroy
    public void close() throws InterruptedException {
        Thread running;
        synchronized (this) {
            isStopped = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
            running.join(STOP_TIMEOUT);
        }
    }
}
