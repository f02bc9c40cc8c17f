package dev.millrace.torture.round;

import dev.millrace.torture.check.Finding;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a round.
 *
 * @param seed repeats it
 * @param skipped what this machine lacks; empty if it ran
 * @param events sent, by outcome
 * @param certain views that had to be stored, and were looked for
 * @param explained ids that lack acknowledged events because the scenario destroyed them
 * @param reports reports that were compared with rows
 * @param counters whether the counters add up
 * @param strikes how often each fault struck
 * @param findings the errors
 * @param directory the files of the round
 */
public record RoundResult(
        String scenario,
        long seed,
        Duration took,
        String skipped,
        Map<Outcome, Long> events,
        long certain,
        int explained,
        int reports,
        String counters,
        Map<String, Long> strikes,
        List<Finding> findings,
        Path directory) {
    /** Returns true if nothing is wrong. */
    public boolean isGood() {
        return findings.isEmpty();
    }

    /** Returns how many findings are of that kind. */
    public long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    /** Events by what became of them. */
    public static Map<Outcome, Long> countEvents(List<Entry> history) {
        Map<Outcome, Long> events = new EnumMap<>(Outcome.class);
        history.forEach(entry ->
                events.merge(entry.answer().outcome(), (long) entry.request().events(), Long::sum));
        return events;
    }
}
