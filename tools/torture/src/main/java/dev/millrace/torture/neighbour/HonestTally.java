package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Counts the answers to honest senders during a stage. Thread-safe. */
final class HonestTally {
    private static final int MOST_FAULTS = 20;

    private final Latencies posts = new Latencies();
    private final Latencies stored = new Latencies();
    private final Latencies reports = new Latencies();
    private final Latencies health = new Latencies();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    /** Posts that wait for the disk, from the moment they were due. */
    Latencies posts() {
        return posts;
    }

    /** Posts that wait until they are stored. */
    Latencies stored() {
        return stored;
    }

    Latencies reports() {
        return reports;
    }

    Latencies health() {
        return health;
    }

    long requests() {
        return requests.sum();
    }

    /** Returns how many were answered 503 with Retry-After. */
    long refused() {
        return refused.sum();
    }

    /** Notes an answer; true if it says yes. */
    boolean answered(String what, Answer answer) {
        requests.increment();
        if (answer.status() / 100 == 2) {
            return true;
        }
        if (answer.status() == 503 && !answer.header("retry-after").isEmpty()) {
            refused.increment();
        } else {
            fault("%s was answered %s: %s".formatted(what, answer.status(), answer.body()));
        }
        return false;
    }

    /** Notes a request that got no answer. */
    void failed(String what, Exception e) {
        requests.increment();
        fault("%s was not answered: %s".formatted(what, e));
    }

    private void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    /** Returns the errors since the last call: an answer may fail long after its stage. */
    List<String> takeFaults() {
        List<String> taken = new ArrayList<>();
        for (String fault = faults.poll(); fault != null; fault = faults.poll()) {
            taken.add(fault);
        }
        return taken;
    }
}
