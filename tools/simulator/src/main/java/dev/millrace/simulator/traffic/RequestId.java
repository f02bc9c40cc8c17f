package dev.millrace.simulator.traffic;

import java.time.Instant;

/** An unsigned 64-bit request id. */
public record RequestId(long bits) {

    /**
     * The id of a log line. The line's number makes two views of one page in the same second two events; the time, as
     * it is posted, gives a replay on another day other ids, so that one id never names two events. A log that has
     * grown at its end keeps the ids of its old lines as long as its last day stays the same.
     */
    public static RequestId ofLine(long number, String line, Instant createdAt) {
        return new RequestId(StableHash.of(number + "\n" + createdAt + "\n" + line));
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
