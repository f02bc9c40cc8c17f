package dev.millrace.buffer;

import java.nio.ByteBuffer;

/**
 * Rows of one table and one day from one request, encoded as ClickHouse will read them.
 *
 * @param table id of the event table
 * @param day days since 1970-01-01, the partition that the rows belong to
 * @param rowCount how many rows, 1 or more
 * @param rows RowBinary, from position to limit; shared with the chunk that holds the frame, so valid only as long as that is
 */
public record Frame(int table, int day, int rowCount, ByteBuffer rows) {}
