package dev.millrace.deadletter;

import java.io.IOException;

/** Says that there is no room for another dead letter, and what an operator can do. */
final class DeadLettersFullException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String WORDS = "The dead letters have %s of %s bytes, and %s: replay or discard some,"
            + " or raise MILLRACE_DEAD_LETTERS_MAX_BYTES. Until then %s.";

    private DeadLettersFullException(String message) {
        super(message);
    }

    /** Makes the exception for a row. */
    static DeadLettersFullException forRow(long bytes, long maxBytes) {
        return new DeadLettersFullException(WORDS.formatted(
                bytes, maxBytes, "ClickHouse refuses another row", "nothing is stored, and events wait in the buffer"));
    }

    /** Makes the exception for a payload. */
    static DeadLettersFullException forPayload(long bytes, long maxBytes) {
        return new DeadLettersFullException(WORDS.formatted(
                bytes, maxBytes, "there is something else that can never be accepted", "it waits where it came from"));
    }
}
