package dev.millrace.torture.neighbour.difficult;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests of one client and their answers. Thread-safe. */
public final class Tally {
    private static final int MOST_FAULTS = 5;

    private final LongAdder requests = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    void asked(int number) {
        requests.add(number);
    }

    void answered(int status) {
        answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
        if (status >= 500 && status != 503) {
            fault("was answered %s".formatted(status));
        }
    }

    /** Notes a connection that ended or failed without an answer. */
    void ended() {
        ended.increment();
    }

    /** Notes something that the service must not do. */
    public void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    /** Returns how many requests, or beginnings of requests, were sent. */
    public long requests() {
        return requests.sum();
    }

    /** Returns how many connections ended without an answer. */
    public long endedWithoutAnswer() {
        return ended.sum();
    }

    /** Returns the number of answers by status. */
    public SortedMap<Integer, Long> answers() {
        SortedMap<Integer, Long> sums = new TreeMap<>();
        answers.forEach((status, count) -> sums.put(status, count.sum()));
        return sums;
    }

    /** Returns some of the errors of the service. */
    public Iterable<String> faults() {
        return faults;
    }
}
