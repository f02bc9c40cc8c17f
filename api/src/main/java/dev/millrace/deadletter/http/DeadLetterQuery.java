package dev.millrace.deadletter.http;

import dev.millrace.deadletter.DeadLetterFilter;
import dev.millrace.deadletter.DeadLetterPosition;
import dev.millrace.report.WrongParameterException;
import dev.millrace.time.IsoTime;
import io.micronaut.http.HttpParameters;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters that select dead letters. Unknown parameters were refused before ({@link dev.millrace.http.QueryNames}). */
final class DeadLetterQuery {
    private static final List<String> FILTERS = List.of("from", "to", "table", "code", "reason");
    private static final String ALL = "all";
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";
    private static final int LETTERS_UNLESS_GIVEN = 100;
    private static final int MOST_LETTERS = 1000;

    private final HttpParameters query;

    private DeadLetterQuery(HttpParameters query) {
        this.query = query;
    }

    /** A request for a page. */
    static DeadLetterQuery ofPage(HttpParameters query) {
        return new DeadLetterQuery(query);
    }

    /** Reads a request for the letters that filters select, or for all. */
    static DeadLetterQuery ofSome(HttpParameters query) {
        return new DeadLetterQuery(query);
    }

    /** Reads a request that changes letters, which has to select them explicitly. */
    static DeadLetterQuery ofThese(HttpParameters query) {
        DeadLetterQuery parameters = new DeadLetterQuery(query);
        boolean isFiltered = FILTERS.stream().anyMatch(name -> query.get(name) != null);
        String all = query.get(ALL);
        if (all == null && !isFiltered) {
            throw new WrongParameterException(ALL, "say which: one of %s, or all=true".formatted(FILTERS));
        }
        if (all != null && (isFiltered || !all.equals("true"))) {
            throw new WrongParameterException(ALL, "all must be true, and cannot be combined with a filter");
        }
        return parameters;
    }

    DeadLetterFilter filter() {
        Instant from = time("from");
        Instant to = time("to");
        if (from != null && to != null && to.isBefore(from)) {
            throw new WrongParameterException("to", "to must not be before from");
        }
        return new DeadLetterFilter(
                from, to, query.get("table"), number("code", 0, Integer.MAX_VALUE), query.get("reason"));
    }

    int limit() {
        Integer limit = number(LIMIT, 1, MOST_LETTERS);
        return limit == null ? LETTERS_UNLESS_GIVEN : limit;
    }

    /** Returns the position after which to begin. */
    @Nullable
    DeadLetterPosition after() {
        String cursor = query.get(CURSOR);
        return cursor == null
                ? null
                : DeadLetterPosition.parse(cursor)
                        .orElseThrow(() ->
                                new WrongParameterException(CURSOR, "cursor must be what an answer gave as next"));
    }

    private @Nullable Instant time(String name) {
        String text = query.get(name);
        return text == null
                ? null
                : IsoTime.parse(text)
                        .orElseThrow(() -> new WrongParameterException(
                                name,
                                "%s must be an ISO-8601 time such as 2026-11-19T00:00:00Z (write + as %%2B)"
                                        .formatted(name)));
    }

    private @Nullable Integer number(String name, int least, int most) {
        String text = query.get(name);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new WrongParameterException(name, "%s must be a whole number from %s to %s".formatted(name, least, most));
    }
}
