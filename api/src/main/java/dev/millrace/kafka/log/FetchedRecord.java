package dev.millrace.kafka.log;

import dev.millrace.buffer.Frame;
import java.util.List;

/**
 * A record that was fetched.
 *
 * @param owned its partition
 * @param next the offset after it
 * @param frames none if the record is a flush, or could not be read
 * @param bytes of its value
 * @param timestamp when it was sent, by its sender's clock
 * @param isFlush true if it asks the drain not to linger
 */
record FetchedRecord(OwnedPartition owned, long next, List<Frame> frames, int bytes, long timestamp, boolean isFlush) {
    /** Returns the number of its rows. */
    int rows() {
        return frames.stream().mapToInt(Frame::rowCount).sum();
    }
}
