package dev.millrace.clickhouse;

import java.io.IOException;

/** Says that ClickHouse answered that a statement failed, with its error message. */
public final class StatementFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    StatementFailedException(String message) {
        super(message);
    }
}
