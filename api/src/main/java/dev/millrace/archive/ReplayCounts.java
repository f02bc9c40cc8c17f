package dev.millrace.archive;

import dev.millrace.intake.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts the verdicts of replayed events, then and now. For one thread. */
final class ReplayCounts {
    /** Most reasons that are counted apart: a parser's message quotes what it read, so there may be as many reasons as events. */
    static final int MAX_REASONS = 100;

    private static final String OTHER_REASONS = "other reasons";

    private long read;
    private final Map<ArchivedVerdict, Long> verdicts = new EnumMap<>(ArchivedVerdict.class);
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, Long> changes = new TreeMap<>();

    /**
     * The counts at one moment.
     *
     * @param reasons why events are filtered or rejected now, and how many for each; {@value #MAX_REASONS} of them, and the rest together
     * @param changes how many have another verdict now, such as {@code rejected_to_accepted}
     */
    record Snapshot(
            long read,
            long accepted,
            long filtered,
            long rejected,
            Map<String, Long> reasons,
            Map<String, Long> changes) {
        static final Snapshot NONE = new Snapshot(0, 0, 0, 0, Map.of(), Map.of());
    }

    void count(ArchivedVerdict then, Verdict verdict) {
        ArchivedVerdict now = ArchivedVerdict.of(verdict);
        read++;
        verdicts.merge(now, 1L, Long::sum);
        if (now != ArchivedVerdict.ACCEPTED) {
            String reason = ArchivedVerdict.reason(verdict);
            boolean isListed = reasons.containsKey(reason) || reasons.size() < MAX_REASONS;
            reasons.merge(isListed ? reason : OTHER_REASONS, 1L, Long::sum);
        }
        if (now != then) {
            changes.merge("%s_to_%s".formatted(then.wireName(), now.wireName()), 1L, Long::sum);
        }
    }

    Snapshot snapshot() {
        return new Snapshot(
                read,
                verdicts.getOrDefault(ArchivedVerdict.ACCEPTED, 0L),
                verdicts.getOrDefault(ArchivedVerdict.FILTERED, 0L),
                verdicts.getOrDefault(ArchivedVerdict.REJECTED, 0L),
                new TreeMap<>(reasons),
                new TreeMap<>(changes));
    }
}
