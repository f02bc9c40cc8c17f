package dev.millrace.deadletter;

import java.io.IOException;

/** There is no room for another dead letter; the message says what an operator can do. */
final class DeadLettersFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DeadLettersFullException(long bytes, long maxBytes) {
        super(("The dead letters have %d of %d bytes, and ClickHouse refuses another row: replay or discard some,"
                        + " or raise MILLRACE_DEAD_LETTERS_MAX_BYTES. Until then nothing is stored, and events wait in the buffer.")
                .formatted(bytes, maxBytes));
    }
}
