package dev.millrace.clickhouse;

import java.io.IOException;

/** ClickHouse answered that a statement failed; the message has its words. */
public final class StatementFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    StatementFailedException(String message) {
        super(message);
    }
}
