package dev.millrace.auth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bounds how much the requests with one key may send: bytes of bodies, requests, and events, each if it is limited. Thread-safe. */
public final class Quota {
    private final @Nullable TokenBucket bytes;
    private final long minRequestBytes;
    private final @Nullable TokenBucket requests;
    private final @Nullable TokenBucket events;
    private final String policy;

    /** @param minRequestBytes the least that a request counts */
    public Quota(
            @Nullable TokenBucket bytes,
            long minRequestBytes,
            @Nullable TokenBucket requests,
            @Nullable TokenBucket events) {
        this.bytes = bytes;
        this.minRequestBytes = minRequestBytes;
        this.requests = requests;
        this.events = events;
        StringBuilder text = new StringBuilder(80);
        addPolicy(text, "requests", "requests", requests);
        addPolicy(text, "bytes", "content-bytes", bytes);
        addPolicy(text, "events", "events", events);
        this.policy = text.toString();
    }

    /**
     * A limit that is used up.
     *
     * @param unit what it counts
     * @param waitNanos the time until the same request can be admitted, if no other one is until then
     */
    public record Exceeded(String unit, long waitNanos) {}

    /** Returns what a request counts whose body has {@code bodyBytes}; 0 if bytes are not limited. */
    public long cost(long bodyBytes) {
        return bytes == null ? 0 : Math.max(bodyBytes, minRequestBytes);
    }

    /** Returns the most bytes that a request may cost. */
    public long burstBytes() {
        return bytes == null ? Long.MAX_VALUE : bytes.burst();
    }

    /** Returns true if events are limited. */
    public boolean limitsEvents() {
        return events != null;
    }

    /**
     * Takes what a request costs, or nothing.
     *
     * @param cost in bytes, at most {@link #burstBytes}
     * @param bringsEvents true if it counts as one event at least; {@link #chargeEvents} takes the rest
     * @return null if it was taken
     */
    public @Nullable Exceeded take(long cost, boolean bringsEvents) {
        long wait = requests == null ? 0 : requests.take(1);
        if (wait > 0) {
            return new Exceeded("requests", wait);
        }
        wait = events == null || !bringsEvents ? 0 : events.take(1);
        if (wait > 0) {
            giveBack(requests);
            return new Exceeded("events", wait);
        }
        wait = bytes == null ? 0 : bytes.take(cost);
        if (wait > 0) {
            giveBack(requests);
            giveBack(bringsEvents ? events : null);
            return new Exceeded("bytes", wait);
        }
        return null;
    }

    private static void giveBack(@Nullable TokenBucket bucket) {
        if (bucket != null) {
            bucket.charge(-1);
        }
    }

    /** Takes bytes that came already, even if there are not as many: later requests wait for them. */
    public void chargeBytes(long count) {
        if (bytes != null) {
            bytes.charge(count);
        }
    }

    /** Takes events that came already, beyond the one that was taken with their request. */
    public void chargeEvents(long count) {
        if (events != null && count > 0) {
            events.charge(count);
        }
    }

    /** Returns true if another one has the same limits. */
    boolean hasLimitsOf(Quota other) {
        return minRequestBytes == other.minRequestBytes && Objects.equals(policy, other.policy) && sameRates(other);
    }

    private boolean sameRates(Quota other) {
        return rate(bytes) == rate(other.bytes)
                && rate(requests) == rate(other.requests)
                && rate(events) == rate(other.events);
    }

    private static long rate(@Nullable TokenBucket bucket) {
        return bucket == null ? 0 : bucket.perSecond();
    }

    /** Returns the header {@code RateLimit-Policy}: each limit, and the seconds after which all of it is there again. */
    public String policy() {
        return policy;
    }

    /** Returns the header {@code RateLimit}: how much is left of each limit, and the seconds until all of it is there again. */
    public String left() {
        StringBuilder text = new StringBuilder(64);
        addLeft(text, "requests", requests);
        addLeft(text, "bytes", bytes);
        addLeft(text, "events", events);
        return text.toString();
    }

    private static void addPolicy(StringBuilder text, String name, String unit, @Nullable TokenBucket bucket) {
        if (bucket != null) {
            separate(text)
                    .append('"')
                    .append(name)
                    .append("\";q=")
                    .append(bucket.burst())
                    .append(";w=")
                    .append(Math.ceilDiv(bucket.burst(), bucket.perSecond()))
                    .append(";qu=\"")
                    .append(unit)
                    .append('"');
        }
    }

    private static void addLeft(StringBuilder text, String name, @Nullable TokenBucket bucket) {
        if (bucket != null) {
            long left = bucket.left();
            separate(text)
                    .append('"')
                    .append(name)
                    .append("\";r=")
                    .append(left)
                    .append(";t=")
                    .append(Math.ceilDiv(bucket.burst() - left, bucket.perSecond()));
        }
    }

    private static StringBuilder separate(StringBuilder text) {
        return text.isEmpty() ? text : text.append(", ");
    }
}
