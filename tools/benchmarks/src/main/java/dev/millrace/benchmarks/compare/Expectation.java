package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.WrkReport;
import java.util.Locale;
import java.util.Optional;

/**
 * The events that must be stored after a load. Events under way at its end, and failed ones, may be stored or not.
 *
 * @param acknowledged events that were acknowledged, repeated ones counted each time
 * @param mostSent events that were sent at most
 * @param leastDistinct different events that were acknowledged at least
 * @param mostDistinct different events that were sent at most
 */
public record Expectation(long acknowledged, long mostSent, long leastDistinct, long mostDistinct) {
    /** Makes the expectation for a load, from wrk's report. Bodies are sent in turn. */
    public static Expectation of(Load load, WrkReport report) {
        long acknowledged = report.acknowledged();
        long inDoubt = load.connections() + report.failed();
        long sent = acknowledged + inDoubt;
        long size = load.eventsPerRequest();
        long bodies = load.distinctEvents() / size;
        // A body is missing only if all of its requests are in doubt, and it had one in each turn.
        long turns = Math.max(1, acknowledged / bodies);
        long least = sent <= bodies ? acknowledged : Math.max(0, Math.min(acknowledged, bodies) - inDoubt / turns);
        return new Expectation(acknowledged * size, sent * size, least * size, Math.min(sent, bodies) * size);
    }

    /** Checks a number of different events; empty if it is right. */
    public Optional<String> findingAboutDistinct(String where, long found) {
        return finding("different events " + where, found, leastDistinct, mostDistinct);
    }

    /** Checks a number of all events; empty if it is right. */
    public Optional<String> findingAboutAll(String where, long found) {
        return finding("events " + where, found, acknowledged, mostSent);
    }

    private static Optional<String> finding(String what, long found, long least, long most) {
        if (found < least) {
            return Optional.of(
                    String.format(Locale.ROOT, "LOST: %,d %s, and at least %,d were acknowledged", found, what, least));
        }
        if (found > most) {
            return Optional.of(
                    String.format(Locale.ROOT, "UNEXPLAINED: %,d %s, and at most %,d were sent", found, what, most));
        }
        return Optional.empty();
    }
}
