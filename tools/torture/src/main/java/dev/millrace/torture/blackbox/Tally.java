package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Counts the events and the errors of a round. Thread-safe. */
final class Tally {
    private static final int MOST_FINDINGS = 200;

    /** A counted thing. */
    enum What {
        ACKNOWLEDGED,
        REPEATS,
        EDITS,
        ERASURES,
        READINGS,
        MQTT_READINGS,
        RANGE_DELETIONS,
        REBUILDS,
        REPLAYS,
        KILLS,
        PAUSES,
        REFUSED,
        IN_DOUBT,
        DECLARED_LIMITS,
        REPORTS_DURING,
        REPORTS_AT_END,
        WRONG,
        LOST,
        DOUBLED,
        UNEXPLAINED;

        /** Returns the name as a heading. */
        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<What, AtomicLong> counts = new EnumMap<>(What.class);
    private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
    private final LongSupplier millis;

    /**
     * Begins.
     *
     * @param millis how long the round has been going on
     */
    Tally(LongSupplier millis) {
        this.millis = millis;
        for (What what : What.values()) {
            counts.put(what, new AtomicLong());
        }
    }

    void count(What what) {
        count(what, 1);
    }

    void count(What what, long times) {
        of(what).addAndGet(times);
    }

    long get(What what) {
        return of(what).get();
    }

    private AtomicLong of(What what) {
        AtomicLong count = counts.get(what);
        if (count == null) {
            throw new IllegalStateException(what.toString());
        }
        return count;
    }

    /** Notes something that no model foresees: an answer, an error, an end. */
    void unexplained(String finding) {
        count(What.UNEXPLAINED);
        find(finding);
    }

    /** Notes a report that cannot be right. */
    void wrong(String report, List<Deviation> deviations, String story) {
        count(What.WRONG);
        for (Deviation deviation : deviations) {
            count(
                    switch (deviation.kind()) {
                        case LOST -> What.LOST;
                        case DOUBLED -> What.DOUBLED;
                        case UNEXPLAINED -> What.UNEXPLAINED;
                    });
        }
        find(report + "\n  " + deviations + "\n" + story);
    }

    /** Adds something to the findings that helps to understand them. */
    void note(String what) {
        find(what);
    }

    private void find(String finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(String.format(Locale.ROOT, "at %.3f s: %s", millis.getAsLong() / 1000.0, finding));
        }
    }

    List<String> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    boolean isGood() {
        return findings.isEmpty();
    }
}
