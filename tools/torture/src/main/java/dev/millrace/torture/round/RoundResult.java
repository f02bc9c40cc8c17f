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
 * How a round ended.
 *
 * @param seed repeats it
 * @param skipped what this machine lacks; empty if it ran
 * @param events sent, by what became of them
 * @param certain views that had to be stored, and were looked for
 * @param explained ids that miss what was acknowledged because the scenario destroyed it
 * @param reports reports that were compared with rows
 * @param counters whether the counters add up
 * @param strikes how often each fault struck
 * @param findings what must not be
 * @param directory what is left of the round
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
    /** True if nothing is wrong. */
    public boolean isGood() {
        return findings.isEmpty();
    }

    /** How many findings are of that kind. */
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
