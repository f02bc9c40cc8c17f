package dev.millrace.gate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of heads that have not come whole, over all connections. Nobody was asked for a key yet, so it is the oldest of the
 * large ones that loses its connection, not the one that comes last. Thread-safe.
 */
@Singleton
final class HeadBudget {
    /** A head that holds no more is left alone: the number of connections bounds those. */
    private static final int SMALL_BYTES = 8 << 10;

    private final long max;
    private final GateMetrics metrics;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();

    /** By the turn in which they became large. */
    private final ConcurrentSkipListMap<Long, Head> large = new ConcurrentSkipListMap<>();

    HeadBudget(HttpConfig config, GateMetrics metrics) {
        this.max = config.maxUnfinishedHeadBytes();
        this.metrics = metrics;
    }

    Head head(Channel connection) {
        return new Head(connection);
    }

    /** What one connection holds. */
    final class Head {
        private final Channel connection;
        private final AtomicLong bytes = new AtomicLong();

        /** When it became large; 0 if it is not. Only its event loop's. */
        private long turn;

        private volatile boolean isGivenUp;

        private Head(Channel connection) {
            this.connection = connection;
        }

        /** Notes how many bytes are held now. On the connection's event loop. */
        void holds(long now) {
            boolean isLarge = now > SMALL_BYTES && !isGivenUp;
            if (isLarge && turn == 0) {
                turn = turns.incrementAndGet();
                large.put(turn, this);
            } else if (!isLarge && turn != 0) {
                large.remove(turn);
                turn = 0;
            }
            long change = now - bytes.getAndSet(now);
            long all = held.addAndGet(change);
            if (isGivenUp) {
                // It was taken off the sum before the connection ended.
                held.addAndGet(-bytes.getAndSet(0));
            } else if (change > 0 && all > max) {
                makeRoom();
            }
        }

        private void giveUp() {
            isGivenUp = true;
            held.addAndGet(-bytes.getAndSet(0));
            metrics.closed("heads_full");
            ChannelFuture _ = connection.close();
        }
    }

    private void makeRoom() {
        while (held.get() > max) {
            Map.Entry<Long, Head> oldest = large.pollFirstEntry();
            if (oldest == null) {
                return;
            }
            oldest.getValue().giveUp();
        }
    }

    /** How many bytes are held. */
    long held() {
        return held.get();
    }
}
