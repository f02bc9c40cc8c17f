package dev.millrace.gate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds memory of one kind over all connections: that of incomplete heads, or of unread answers. When it exceeds the bound, the oldest
 * connection with a large share is closed, not the newest. Thread-safe.
 */
final class ConnectionMemory {
    /** The least size of a large share. Smaller ones are ignored, because the number of connections bounds them. */
    static final int SMALL_BYTES = 8 << 10;

    private final long max;
    private final String reason;
    private final GateMetrics metrics;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();

    /** Large shares in the order in which they became large. */
    private final ConcurrentSkipListMap<Long, Share> large = new ConcurrentSkipListMap<>();

    /** @param reason why a connection is closed, for {@link GateMetrics#closed} */
    ConnectionMemory(long max, String reason, GateMetrics metrics) {
        this.max = max;
        this.reason = reason;
        this.metrics = metrics;
    }

    Share share(Channel connection) {
        return new Share(connection);
    }

    /** The memory that one connection holds. */
    final class Share {
        private final Channel connection;
        private final AtomicLong bytes = new AtomicLong();

        /** The turn in which the share became large; 0 if it is small. Only the connection's event loop uses it. */
        private long turn;

        private volatile boolean isGivenUp;

        private Share(Channel connection) {
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
                // It was subtracted from the sum before the connection ended.
                held.addAndGet(-bytes.getAndSet(0));
            } else if (change > 0 && all > max) {
                makeRoom();
            }
        }

        private void giveUp() {
            isGivenUp = true;
            held.addAndGet(-bytes.getAndSet(0));
            metrics.closed(reason);
            ChannelFuture _ = connection.close();
        }
    }

    private void makeRoom() {
        while (held.get() > max) {
            Map.Entry<Long, Share> oldest = large.pollFirstEntry();
            if (oldest == null) {
                return;
            }
            oldest.getValue().giveUp();
        }
    }

    /** Returns how many bytes are held. */
    long held() {
        return held.get();
    }
}
