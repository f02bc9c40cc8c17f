package dev.millrace.torture.longrun;

import dev.millrace.torture.round.RoundResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of a long run. */
public final class LongRunResult {
    private final RoundResult round;
    private final int checkpoints;
    private final boolean isEndedEarly;
    private final String lacking;
    private final Resources resources;

    LongRunResult(RoundResult round, int checkpoints, boolean isEndedEarly, String lacking, Resources resources) {
        this.round = round;
        this.checkpoints = checkpoints;
        this.isEndedEarly = isEndedEarly;
        this.lacking = lacking;
        this.resources = resources;
    }

    /** Returns the result as that of a round of a scenario. */
    public RoundResult round() {
        return round;
    }

    /** Returns the number of checkpoints. */
    public int checkpoints() {
        return checkpoints;
    }

    /** Writes the use of resources over time, and remarks, for the end of the table of rounds. */
    public String markdown() {
        StringBuilder text = new StringBuilder("%s checkpoints in %s s%s.\n\n"
                .formatted(checkpoints, round.took().toSeconds(), isEndedEarly ? ", ended by a signal" : ""));
        if (!lacking.isEmpty()) {
            text.append("Not possible here: %s\n\n".formatted(lacking));
        }
        return text.append(resources.markdown()).toString();
    }

    /** Returns the values for programs. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("checkpoints", checkpoints);
        values.put("endedBySignal", isEndedEarly);
        values.put("notPossible", lacking);
        List<Map<String, Object>> all =
                resources.all().stream().map(LongRunResult::values).toList();
        values.put("resources", all);
        return values;
    }

    private static Map<String, Object> values(Resource resource) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", resource.name());
        values.put("first", resource.first());
        values.put("middle", resource.middle());
        values.put("last", resource.last());
        values.put("most", resource.most());
        values.put("verdict", resource.growth().words);
        return values;
    }
}
