package dev.millrace.torture.neighbour;

import java.util.BitSet;

/** Remembers which events honest senders have posted, and which of them were acknowledged. Thread-safe. */
final class HonestEvents {
    static final long FIRST_ID = 9_000_000_000L;
    static final long FIRST_USER = 9_000_000;
    static final int USERS = 20;

    private final BitSet acknowledged = new BitSet();
    private final BitSet refused = new BitSet();
    private int next;

    synchronized int next() {
        return next++;
    }

    static long idOf(int number) {
        return FIRST_ID + number;
    }

    static long userOf(int number) {
        return FIRST_USER + number % USERS;
    }

    synchronized void acknowledge(int number) {
        acknowledged.set(number);
    }

    /** Notes that it was answered, and not taken. */
    synchronized void refuse(int number) {
        refused.set(number);
    }

    synchronized int posted() {
        return next;
    }

    synchronized int acknowledgedCount() {
        return acknowledged.cardinality();
    }

    synchronized boolean isAcknowledged(int number) {
        return acknowledged.get(number);
    }

    synchronized boolean isRefused(int number) {
        return refused.get(number);
    }
}
