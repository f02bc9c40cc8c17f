package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.table.EventTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Inserts encoded rows and returns the outcome. Thread-safe. */
@EachBean(Shard.class)
public final class RowInserter {
    /**
     * Errors that the rows themselves cause, so that the same rows would always fail. Every other error, known or not, is tried again: a
     * missing table, a wrong password, a view that throws or a lack of memory is for an operator to repair, and no reason to lose a row. So
     * is 33, CANNOT_READ_ALL_DATA, which says that a body was truncated in transit. From ClickHouse's ErrorCodes.cpp.
     */
    private static final Set<Integer> CAUSED_BY_ROWS = Set.of(
            6, // CANNOT_PARSE_TEXT
            27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
            38, // CANNOT_PARSE_DATE
            41, // CANNOT_PARSE_DATETIME
            53, // TYPE_MISMATCH
            69, // ARGUMENT_OUT_OF_BOUND
            70, // CANNOT_CONVERT_TYPE
            72, // CANNOT_PARSE_NUMBER
            117, // INCORRECT_DATA
            128, // TOO_LARGE_ARRAY_SIZE
            131, // TOO_LARGE_STRING_SIZE
            349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
            407, // DECIMAL_OVERFLOW
            469, // VIOLATED_CONSTRAINT
            691); // UNKNOWN_ELEMENT_OF_ENUM

    private final ClickHouseHttp http;
    private final ClickHouseConfig config;

    RowInserter(@Parameter ClickHouseHttp http, ClickHouseConfig config) {
        this.http = http;
        this.config = config;
    }

    /**
     * Sends rows of one table and of no more days than the user's profile permits in one insert, and waits for the outcome.
     *
     * @param rows RowBinary, from position to limit of each; when this returns they are not read any more
     */
    public InsertResult insert(EventTable table, List<ByteBuffer> rows) throws InterruptedException {
        return insert(table, rows, config.insertTimeout());
    }

    /** Inserts while rows of other shards wait for the outcome: returns {@code TryLater} after a short time. */
    public InsertResult insertFailFast(EventTable table, List<ByteBuffer> rows) throws InterruptedException {
        Duration soon = config.shardPatience();
        return insert(
                table,
                rows,
                config.shards() == 1 || soon.compareTo(config.insertTimeout()) > 0 ? config.insertTimeout() : soon);
    }

    private InsertResult insert(EventTable table, List<ByteBuffer> rows, Duration timeout) throws InterruptedException {
        try (RowStream stream = new RowStream(rows)) {
            ClickHouseHttp.Answer answer = http.send(
                    Role.INGEST,
                    table.insertStatement(),
                    // With its length: a body that is truncated in transit must not look complete.
                    BodyPublishers.fromPublisher(
                            BodyPublishers.ofInputStream(() -> stream),
                            rows.stream().mapToLong(ByteBuffer::remaining).sum()),
                    timeout);
            if (answer.isSuccess()) {
                return new InsertResult.Written();
            }
            if (answer.hasQueryId() && CAUSED_BY_ROWS.contains(answer.exceptionCode())) {
                return new InsertResult.Refused(answer.exceptionCode(), answer.message());
            }
            return new InsertResult.TryLater("status %s: %s".formatted(answer.status(), answer.message()));
        } catch (IOException e) {
            return new InsertResult.TryLater(e.toString());
        }
    }
}
