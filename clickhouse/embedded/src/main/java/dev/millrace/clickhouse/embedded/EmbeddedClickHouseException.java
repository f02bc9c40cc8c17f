package dev.millrace.clickhouse.embedded;

import java.io.IOException;

/** The server could not be installed or started; the message is one sentence for the person in front of the terminal. */
public final class EmbeddedClickHouseException extends IOException {
    EmbeddedClickHouseException(String message) {
        super(message);
    }

    EmbeddedClickHouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
