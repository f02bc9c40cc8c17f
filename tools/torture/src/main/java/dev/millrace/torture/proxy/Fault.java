package dev.millrace.torture.proxy;

import java.util.Locale;

/** A fault that strikes one request. */
public sealed interface Fault {
    /** No fault. */
    Fault NONE = new None();

    /** Returns the name under which it is counted. */
    String name();

    /** The request passes. */
    record None() implements Fault {
        @Override
        public String name() {
            return "none";
        }
    }

    /**
     * The request ends early; one whose body is shorter passes whole.
     *
     * @param bodyBytes how much of the body ClickHouse gets; below 0 it gets nothing at all
     */
    record CutRequest(long bodyBytes, End end) implements Fault {
        @Override
        public String name() {
            return end == End.HOLD ? "request held" : "request cut";
        }
    }

    /**
     * ClickHouse has done its work, but its reply does not arrive, or not whole.
     *
     * @param share how much of the reply arrives, 0 to below 1
     */
    record CutReply(double share, End end) implements Fault {
        @Override
        public String name() {
            return (share == 0 ? "reply " : "half reply ") + (end == End.HOLD ? "held" : "lost");
        }
    }

    /** ClickHouse gets nothing; the proxy reads the request to its end and answers itself. */
    record Answer(CannedReply reply) implements Fault {
        @Override
        public String name() {
            return reply.name();
        }
    }

    /** Request and reply pass at this rate. */
    record Slow(int bytesPerSecond) implements Fault {
        @Override
        public String name() {
            return "slow";
        }
    }

    /**
     * The request passes; when this share of its body has been sent, something is done before the rest is. With 1 all of it has been
     * sent.
     */
    record Meanwhile(String name, double share, Runnable action) implements Fault {
        public Meanwhile {
            if (share < 0 || share > 1) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "share %f is not in 0..1", share));
            }
        }
    }
}
