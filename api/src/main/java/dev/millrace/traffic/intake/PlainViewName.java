package dev.millrace.traffic.intake;

import dev.millrace.intake.SwarBytes;

/** The fields of a page view, recognised by their names' bytes. */
enum PlainViewName {
    REQUEST_ID("\"request_id\""),
    USER_ID("\"user_id\""),
    CREATED_AT("\"created_at\""),
    PAGE_URL("\"page_url\""),
    /** An unknown name. */
    OTHER("no name of ours");

    private final int length;
    private final long firstEight;
    private final long lastEight;

    /** @param quoted the name with its quotes, 8 to 16 characters, so that two words hold it */
    PlainViewName(String quoted) {
        this.length = quoted.length();
        this.firstEight = SwarBytes.of(quoted);
        this.lastEight = SwarBytes.of(quoted.substring(length - Long.BYTES));
    }

    /** Returns the name whose opening quote is at {@code from}, or {@link #OTHER}; the name may end after the event. */
    static PlainViewName at(byte[] bytes, int from) {
        long word = SwarBytes.at(bytes, from);
        PlainViewName candidate;
        if (word == REQUEST_ID.firstEight) {
            candidate = REQUEST_ID;
        } else if (word == USER_ID.firstEight) {
            candidate = USER_ID;
        } else if (word == CREATED_AT.firstEight) {
            candidate = CREATED_AT;
        } else if (word == PAGE_URL.firstEight) {
            candidate = PAGE_URL;
        } else {
            return OTHER;
        }
        return SwarBytes.at(bytes, candidate.end(from) - Long.BYTES) == candidate.lastEight ? candidate : OTHER;
    }

    /** Returns the index after the name that begins at {@code from}, both with quotes. */
    int end(int from) {
        return from + length;
    }
}
