package dev.millrace.torture.blackbox;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The objects that all actors of a round share.
 *
 * @param users of page views
 */
record World(
        Setting setting,
        List<Node> nodes,
        Servers servers,
        Http http,
        RequestLog log,
        Tally tally,
        Times times,
        ViewModel views,
        SensorModel sensors,
        List<Long> users,
        Stop stop) {
    /** Returns a random node, alive or not: a client does not know that. */
    Node anyNode(SplittableRandom random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Returns true if rows of one identity may wait in two places: two buffers, or a buffer and a side buffer. */
    boolean hasSeveralBuffers() {
        return setting.nodes() > 1 || setting.shards() > 1;
    }

    /** Sleeps for a random time, in milliseconds; not on when the round ends. */
    void pause(SplittableRandom random, int least, int most) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(least, most + 1));
        while (System.nanoTime() < until && !stop.isSet()) {
            TimeUnit.NANOSECONDS.sleep(Math.clamp(until - System.nanoTime(), 1, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }
}
