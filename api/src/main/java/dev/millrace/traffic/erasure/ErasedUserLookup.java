package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.event.StoredIdFilter;
import dev.millrace.event.StoredIdFilters;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds which users were erased, and up to which time. For one thread of the drain; blocks. */
@EachBean(Shard.class)
final class ErasedUserLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int USERS_IN_ONE_STATEMENT = 1000;

    /** The number of users that the filter is made for; it also works with more: see {@link StoredIdFilter}. */
    private static final int EXPECTED = 1_000_000;

    private static final String ERASED_TO = """
            SELECT user_id, toUnixTimestamp64Milli(max(erased_to)) FROM millrace.erasure WHERE user_id IN (${users}) GROUP BY user_id
            """;

    /**
     * Reopens the latest erasure of a user if it has something to do. The new version is above that of a worker which runs it now, so that
     * worker's end does not count.
     */
    private static final String REOPEN = """
            INSERT INTO millrace.erasure
                (id, user_id, erased_to, version, is_done, raw_rows, rollup_rows, edits, dead_letters, buffer_rows)
            SELECT id, user_id, erased_to, version + ${step}, 0, raw_rows, rollup_rows, edits, dead_letters, buffer_rows
            FROM millrace.erasure FINAL
            WHERE user_id = ${user}
              AND (
                    (SELECT count() FROM millrace.traffic
                     WHERE user_id = ${user} AND toStartOfHour(created_at) IN (${hours}) AND created_at <= ${to})
                  + (SELECT count() FROM millrace.traffic_edit
                     WHERE user_id = ${user} AND created_at <= ${to} AND is_delete = 0)
                  + (SELECT count() FROM millrace.archive WHERE ${archive})
                  ) > 0
            ORDER BY erased_to DESC LIMIT 1
            """;

    private final Statements statements;
    private final StoredIdFilter ids;

    ErasedUserLookup(@Parameter Statements statements, StoredIdFilters filters) {
        this.statements = statements;
        this.ids = filters.of(statements, ErasureTable.ERASURES.name(), "user_id", EXPECTED);
    }

    /** Returns true if nobody was ever erased. */
    boolean isEmpty() {
        return ids.isEmpty();
    }

    /** Returns false if that user certainly was not erased. */
    boolean mayHold(long userId) {
        return ids.mayHold(userId);
    }

    /** Adds the user of an erasure that is about to be stored. */
    void add(long userId) {
        ids.add(userId);
    }

    /** Loads the filter. To be called before any other method. */
    void load() throws IOException, InterruptedException {
        ids.load();
    }

    /** Loads and returns the users of erasures that other nodes have stored or continued lately. */
    List<Long> refresh() throws IOException, InterruptedException {
        return ids.refresh();
    }

    /** Returns for each erased one of the users the time up to which it is erased, in milliseconds since 1970. */
    Map<Long, Long> erasedTo(Collection<Long> users) throws IOException, InterruptedException {
        List<Long> left = new ArrayList<>(users);
        Map<Long, Long> erasedTo = new HashMap<>();
        for (int from = 0; from < left.size(); from += USERS_IN_ONE_STATEMENT) {
            String some = left.subList(from, Math.min(left.size(), from + USERS_IN_ONE_STATEMENT)).stream()
                    .map(user -> Long.toString(user))
                    .collect(Collectors.joining(","));
            for (String[] row : statements.rows(Role.ROLLUP, ERASED_TO.replace("${users}", some), TIMEOUT)) {
                erasedTo.put(Long.parseLong(row[0]), Long.parseLong(row[1]));
            }
        }
        return erasedTo;
    }

    /**
     * Reopens the latest erasure of a user if rows are stored which it should have removed.
     *
     * @param erasedTo the time up to which the user is erased
     * @param hours the hours that may have such rows, in seconds since 1970
     */
    void reopen(long userId, long erasedTo, Collection<Long> hours) throws IOException, InterruptedException {
        statements.execute(
                Role.ROLLUP,
                REOPEN.replace("${user}", Long.toString(userId))
                        .replace("${archive}", ArchiveErasureMatcher.condition(userId, erasedTo))
                        .replace("${to}", "fromUnixTimestamp64Milli(%s, 'UTC')".formatted(erasedTo))
                        .replace(
                                "${hours}",
                                hours.stream()
                                        .map("toDateTime(%s, 'UTC')"::formatted)
                                        .collect(Collectors.joining(",")))
                        .replace("${step}", Long.toString(ErasureRecord.REOPENED)),
                TIMEOUT);
    }
}
