package dev.millrace.archive;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Reads the archive of one shard in the order in which events came, page by page. Thread-safe; blocks. */
@EachBean(Shard.class)
final class ArchiveReader {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_ROWS = 5000;

    /** The memory that a row takes besides its text: a deletion has no text. */
    private static final int ROW_BYTES = 64;

    private static final String RANGE = """
            kind = '${kind}' AND received_at >= fromUnixTimestamp64Milli(${from}, 'UTC')
            AND received_at < fromUnixTimestamp64Milli(${to}, 'UTC')${verdict}
            """;

    private static final String COUNT = "SELECT count() FROM millrace.archive WHERE " + RANGE;

    /** Without FINAL: rows with the same version are the same row, and are adjacent. Base64, because a text may be any bytes. */
    private static final String PAGE = """
            SELECT version, received, operation, was, is_cut, base64Encode(filled), base64Encode(sender), base64Encode(event)
            FROM
            (
                SELECT *, sum(length(event) + ${rowBytes}) OVER (ORDER BY version ROWS UNBOUNDED PRECEDING)
                    - length(event) - ${rowBytes} AS before
                FROM
                (
                    SELECT version, toUnixTimestamp64Milli(received_at) AS received, operation, verdict AS was, is_cut, filled,
                        sender, event
                    FROM millrace.archive WHERE ${range} AND version > ${after} ORDER BY version LIMIT ${rows}
                )
            )
            WHERE before < ${bytes} ORDER BY version
            """.replace("${rowBytes}", Integer.toString(ROW_BYTES));

    private final Statements statements;

    ArchiveReader(@Parameter Statements statements) {
        this.statements = statements;
    }

    /** Counts the rows; some may be duplicates. */
    long count(ReplayRequest request) throws IOException, InterruptedException {
        return Long.parseLong(
                statements.execute(Role.ROLLUP, fill(COUNT, request), TIMEOUT).strip());
    }

    /**
     * Reads the next events.
     *
     * @param after the version of the last event of the previous page, 0 for the first page
     * @param maxBytes of text; exceeded by at most one event
     * @return the events in the order of their versions, each once; empty after the last
     */
    List<ArchivedEvent> page(ReplayRequest request, long after, int maxBytes) throws IOException, InterruptedException {
        String query = fill(PAGE.replace("${range}", RANGE), request)
                .replace("${after}", Long.toUnsignedString(after))
                .replace("${rows}", Integer.toString(MAX_ROWS))
                .replace("${bytes}", Integer.toString(maxBytes));
        List<ArchivedEvent> events = new ArrayList<>();
        long last = after;
        for (String[] row : statements.rows(Role.ROLLUP, query, TIMEOUT)) {
            ArchivedEvent event = event(row);
            if (event.version() != last) {
                events.add(event);
            }
            last = event.version();
        }
        return events;
    }

    /** Numbers, and words of this program. */
    private static String fill(String query, ReplayRequest request) {
        ArchivedVerdict verdict = request.verdict();
        return query.replace("${kind}", request.kind().name())
                .replace("${from}", millis(request.received().from()))
                .replace("${to}", millis(request.received().to()))
                .replace("${verdict}", verdict == null ? "" : " AND verdict = '%s'".formatted(verdict.wireName()));
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static ArchivedEvent event(String[] row) {
        return new ArchivedEvent(
                Long.parseUnsignedLong(row[0]),
                Instant.ofEpochMilli(Long.parseLong(row[1])),
                row[2],
                ArchivedVerdict.valueOf(row[3].toUpperCase(Locale.ROOT)),
                row[4].equals("1"),
                text(row[5]),
                text(row[6]),
                Base64.getDecoder().decode(row[7]));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
