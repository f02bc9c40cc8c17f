package dev.millrace.traffic.erasure;

import dev.millrace.rollup.RollupRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Builds the SQL conditions for rows of erased persons, made of numbers only. */
final class ErasureConditions {
    private final List<ErasureRecord> erasures;

    ErasureConditions(List<ErasureRecord> erasures) {
        this.erasures = List.copyOf(erasures);
    }

    /**
     * Fills in conditions: <code>${views}</code> for rows of views, <code>${edits}</code> for rows of PUTs, <code>${hours}</code> for rows
     * with a user and an hour, <code>${hoursBefore}</code> for those without the last hour, <code>${rollups}</code> for rollups of users'
     * hours, <code>${archive}</code> for archived events.
     */
    String fill(String statement) {
        return statement
                .replace("${views}", views())
                .replace("${edits}", "(%s AND is_delete = 0)".formatted(views()))
                .replace(
                        "${rollups}",
                        RollupRow.named("(is_seal = ${hour_row} AND %s)").formatted(hours("<=")))
                .replace("${archive}", archive())
                .replace("${hours}", hours("<="))
                .replace("${hoursBefore}", hours("<"));
    }

    private String views() {
        return anyOf(erasure -> "user_id = %s AND created_at <= fromUnixTimestamp64Milli(%s, 'UTC')"
                .formatted(erasure.userId(), erasure.erasedTo().toEpochMilli()));
    }

    private String archive() {
        return anyOf(erasure -> ArchiveErasureMatcher.condition(
                erasure.userId(), erasure.erasedTo().toEpochMilli()));
    }

    private String hours(String comparison) {
        return anyOf(
                erasure -> "user_id = %s AND hour %s %s".formatted(erasure.userId(), comparison, lastHour(erasure)));
    }

    /** Returns the hour that may also have views from after the erasure. */
    static String lastHour(ErasureRecord erasure) {
        return "toDateTime(%s, 'UTC')"
                .formatted(erasure.erasedTo().truncatedTo(ChronoUnit.HOURS).getEpochSecond());
    }

    private String anyOf(Function<ErasureRecord, String> condition) {
        return erasures.stream().map(condition).collect(Collectors.joining(") OR (", "((", "))"));
    }
}
