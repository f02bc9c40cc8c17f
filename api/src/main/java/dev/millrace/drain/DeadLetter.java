package dev.millrace.drain;

import java.time.Instant;

/**
 * A row that ClickHouse refused for good.
 *
 * @param at when it was refused
 * @param table the name of its event table
 * @param code ClickHouse's error code
 * @param reason the server's words
 * @param row RowBinary, the whole array; not to be changed
 */
public record DeadLetter(Instant at, String table, int code, String reason, byte[] row) {}
